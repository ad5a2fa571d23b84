/** The text of a request file whose format is known: what every reader is given. */
export interface FormatText {
  readonly text: AsyncIterable<string>;
  /** Physical line on which the text begins. */
  readonly firstLine: number;
  /** Whether blank lines stood before it. */
  readonly startsBlank: boolean;
  readonly byteOrderMark: boolean;
}
