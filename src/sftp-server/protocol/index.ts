export { MAX_DATA, MAX_PACKET, OPEN, STATUS, type Status } from './codes.js';
export { Frames } from './frames.js';
export { ProtocolError } from './packet-reader.js';
export {
  type Attributes,
  type NameEntry,
  writeAttributes,
  writeData,
  writeHandle,
  writeNames,
  writeNumbers,
  writeStatus,
  writeVersion,
} from './packet-writer.js';
export {
  EXTENSIONS,
  type Request,
  type RequestOf,
  type RequestType,
  readRequest,
  readVersion,
} from './requests.js';
