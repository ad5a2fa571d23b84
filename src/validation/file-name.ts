import type { Mode, NameFault, ShopId } from '../words.js';
import type { Directory } from './file-rules.js';
import type { Finding } from './finding.js';
import { isRealDay } from './local-day.js';

/** What a structured name says. */
export interface StructuredName {
  /** `YYYYMMDD`, not yet known to be a real day. */
  readonly date: string;
  readonly shop: ShopId;
  readonly mode: Mode;
  /** `00` to `99`; 00 is none. */
  readonly sequence: string;
  /** The same for every name that says the same, whatever its extension: accepted once. */
  readonly key: string;
}

const STRUCTURED = /^(\d{8})\.(\d{8})\.ORD\.REQ\.([TP])\.(\d{2})(?:\.[^.\s]+)?$/;

/** Reads `<YYYYMMDD>.<shop>.ORD.REQ.<T|P>.<NN>[.ext]`; undefined for any other name, which is just a name. */
export function parseStructuredName(fileName: string): StructuredName | undefined {
  const [, date, shop, letter, sequence] = STRUCTURED.exec(fileName) ?? [];
  if (date === undefined || shop === undefined || letter === undefined || sequence === undefined)
    return undefined;
  const key = `${date}.${shop}.ORD.REQ.${letter}.${sequence}`;
  return { date, shop: shop as ShopId, mode: letter === 'T' ? 'TEST' : 'PRODUCTION', sequence, key };
}

/** The longest request name that is good, in bytes: its answers are named after it, and file systems end at 255. */
export const MAX_NAME_BYTES = 200;

/** What is wrong with a name; bytes that are no UTF-8 are no fault, old systems write names in Latin 1. */
export function nameFaultOf(rawName: Buffer): NameFault | undefined {
  if (rawName.length > MAX_NAME_BYTES) return 'length';
  const text = rawName.toString('utf8');
  return replaceForbidden(text) === text ? undefined : 'characters';
}

/** A name without the characters that names must not have. */
export function replaceForbidden(name: string): string {
  return name.replace(/[\u0000-\u001f\u007f-\u009f/\\]/g, '_');
}

/**
 * The name that the file was dropped under must have been good, and a structured one must be possible and agree with
 * the directory. `nameFault` is what was wrong before the name was cleaned to be kept.
 */
export function checkFileName(
  fileName: string,
  directory: Directory & { readonly nameFault?: NameFault },
): Finding[] {
  const findings: Finding[] = [];
  if (directory.nameFault !== undefined) {
    const params = { problem: directory.nameFault, limit: MAX_NAME_BYTES };
    findings.push({ code: 'FILE_NAME', value: fileName, params });
  }
  const name = parseStructuredName(fileName);
  if (name === undefined) return findings;
  const refuse = (params: Readonly<Record<string, string>>) =>
    findings.push({ code: 'FILE_NAME', value: fileName, params });
  const [year, month, day] = [name.date.slice(0, 4), name.date.slice(4, 6), name.date.slice(6)].map(Number);
  if (!isRealDay({ year: year ?? 0, month: month ?? 0, day: day ?? 0 })) {
    refuse({ problem: 'date', found: name.date });
  }
  if (name.sequence === '00') refuse({ problem: 'sequence', found: name.sequence });
  if (directory.shopId !== undefined && name.shop !== directory.shopId) {
    refuse({ problem: 'shop', found: name.shop, expected: directory.shopId });
  }
  if (name.mode !== directory.mode) {
    refuse({
      problem: 'mode',
      found: name.mode,
      expected: directory.mode,
      letter: directory.mode === 'TEST' ? 'T' : 'P',
    });
  }
  return findings;
}
