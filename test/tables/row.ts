/** A row of a table that the whole test run is held against. */
export interface Row {
  /** Tests that prove it carry this in their names, in brackets: `[J12]`. */
  readonly tag: string;
  /** What is not to happen, or what must. */
  readonly what: string;
  /** Set when nothing can be tested; then why. */
  readonly noTest?: string;
}
