/**
 * Characters that no request file may hold, written plainly or as an escape of JSON: control characters other than
 * tab, LF and CR (C0, DEL, C1), those that override the direction of writing (what a person sees is then not what
 * a machine reads: https://trojansource.codes), and a byte order mark inside.
 */
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]/;

export type ForbiddenKind = 'nul' | 'control' | 'bidirectional' | 'byteOrderMark';

/** Whether a text holds a character that no request file may hold. */
export function holdsForbiddenCharacter(text: string): boolean {
  return FORBIDDEN.test(text);
}

/** What kind of forbidden character a code point is; undefined when it is allowed. */
export function forbiddenKind(codePoint: number): ForbiddenKind | undefined {
  // Most characters are printable ASCII: no text has to be made of them.
  if ((codePoint >= 0x20 && codePoint < 0x7f) || codePoint > 0xffff) return undefined;
  if (codePoint === 0) return 'nul';
  if (!FORBIDDEN.test(String.fromCharCode(codePoint))) return undefined;
  if (codePoint < 0xa0) return 'control';
  return codePoint === 0xfeff ? 'byteOrderMark' : 'bidirectional';
}

/** `U+202E`, as Unicode writes code points. */
export function nameCodePoint(codePoint: number): string {
  return `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
}
