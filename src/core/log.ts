/** Where rules tell the operator what happens; a pino logger is one. Facts come first, then one sentence. */
export interface Log {
  info(facts: object, message: string): void;
  /** Worth a look. */
  warn(facts: object, message: string): void;
  /** A bug or a broken part. */
  error(facts: object, message: string): void;
}
