import { integerFields } from './field-names.js';

/** Where the value of a cell goes: `amount`, or `email` of `customer`. */
export interface CellMapping {
  readonly group?: 'customer' | 'metadata';
  readonly name: string;
  readonly isInteger: boolean;
}

/** @param field a field name of the schema, flattened: `amount`, `customer.email`, `metadata.<key>` */
export function mapField(field: string): CellMapping {
  const group = field.startsWith('customer.')
    ? 'customer'
    : field.startsWith('metadata.')
      ? 'metadata'
      : undefined;
  if (group === undefined) return { name: field, isInteger: integerFields.has(field) };
  return { group, name: field.slice(group.length + 1), isInteger: false };
}

/**
 * The fields of a record from its cells. An empty cell is no value; amounts of plain digits become numbers, all else
 * stays text and is judged by the validation.
 *
 * @param mappings one for each cell; a cell without one is ignored
 */
export function mapCells(
  cells: readonly string[],
  mappings: readonly (CellMapping | undefined)[],
): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  const groups: Partial<Record<'customer' | 'metadata', Record<string, unknown>>> = {};
  for (let index = 0; index < mappings.length; index += 1) {
    const mapping = mappings[index];
    const cell = cells[index];
    if (mapping === undefined || cell === undefined || cell === '') continue;
    const { group, name, isInteger } = mapping;
    let target = fields;
    if (group !== undefined) {
      target = groups[group] ??= {};
      fields[group] = target;
    }
    target[name] = isInteger ? readInteger(cell) : cell;
  }
  return fields;
}

/** Digits that a number cannot hold exactly are above every maximum, so that the validation refuses them anyway. */
function readInteger(cell: string): number | string {
  if (!/^-?\d+$/.test(cell)) return cell;
  const value = Number(cell);
  return Number.isFinite(value) ? value + 0 : cell;
}
