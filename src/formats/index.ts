export { type CellMapping, mapField } from './cell-mapping.js';
export { fieldOf } from './csv-columns.js';
export { csvFieldNames } from './field-names.js';
export { holdsForbiddenCharacter } from './forbidden-characters.js';
export { detectFormat, readRequest } from './read-request.js';
export type {
  FoundWrong,
  Head,
  OpenBytes,
  Read,
  ReadOptions,
  RequestRecord,
  Stopped,
  Totals,
} from './request.js';
