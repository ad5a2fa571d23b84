import type { Finding } from '../validation/finding.js';
import type { Limits } from '../validation/limits.js';
import { type CellMapping, mapCells } from './cell-mapping.js';
import type { RequestRecord } from './request.js';
import { StopReading } from './stop-reading.js';

/** Counts the records of a file and makes them; what CSV and V2 have in common. */
export class RecordMaker {
  private count = 0;

  constructor(private readonly limits: Limits) {}

  get none(): boolean {
    return this.count === 0;
  }

  /** @throws StopReading FILE_TOO_LARGE */
  makeRecord(
    cells: readonly string[],
    place: { readonly line: number; readonly mappings: readonly CellMapping[] },
  ): RequestRecord {
    const record = this.next(place.line);
    const findings = this.refuseLargeCells(cells, { record, ...place });
    if (findings.length > 0) return { kind: 'record', record, line: place.line, cells, findings };
    const fields = mapCells(cells, place.mappings);
    return { kind: 'record', record, line: place.line, fields, cells, findings };
  }

  /** A record whose columns do not fit the header. */
  makeMisfit(cells: readonly string[], line: number, params: Required<Finding>['params']): RequestRecord {
    const record = this.next(line);
    const findings: Finding[] = [{ code: 'RECORD_COLUMNS', record, line, params }];
    return { kind: 'record', record, line, cells, findings };
  }

  private next(line: number): number {
    this.count += 1;
    if (this.count <= this.limits.records) return this.count;
    const params = { limit: this.limits.records, what: 'records' };
    throw new StopReading({ code: 'FILE_TOO_LARGE', line, params });
  }

  private refuseLargeCells(
    cells: readonly string[],
    { record, line, mappings }: { record: number; line: number; mappings: readonly CellMapping[] },
  ): readonly Finding[] {
    const limit = this.limits.cellBytes;
    let findings: Finding[] | undefined;
    for (let index = 0; index < cells.length; index += 1) {
      const cell = cells[index] ?? '';
      // A character is at most three bytes of UTF-8 for each of its UTF-16 units.
      if (cell.length * 3 <= limit || Buffer.byteLength(cell) <= limit) continue;
      const mapping = mappings[index];
      const field = mapping?.group === undefined ? mapping?.name : `${mapping.group}.${mapping.name}`;
      const params = { limit, what: 'cell' };
      findings ??= [];
      findings.push({
        code: 'RECORD_TOO_LARGE',
        record,
        line,
        ...(field === undefined ? {} : { field }),
        params,
      });
    }
    return findings ?? NONE;
  }
}

const NONE: readonly Finding[] = [];
