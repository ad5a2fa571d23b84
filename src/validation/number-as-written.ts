/**
 * A JSON number that is not an exact integer (`12.5`, `1e3`, `1250.0`), kept as it was written: never a float.
 * It lives here because a record is checked below the readers; they hand it on, the schema refuses it.
 */
export class NumberAsWritten {
  constructor(readonly text: string) {}
}
