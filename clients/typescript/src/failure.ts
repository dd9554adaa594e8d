/** What went wrong inside an agent or its host, in any language: data. */
export interface Failure {
  /** Name of the error's class or kind. */
  readonly type: string;
  readonly message: string;
  readonly stack?: string | undefined;
  /** Whether running again cannot help. */
  readonly nonRetryable?: boolean | undefined;
  readonly cause?: Failure | undefined;
  /** Language of the program that failed; absent for failures that the server states. */
  readonly language?: string | undefined;
}
