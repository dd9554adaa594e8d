/** What went wrong inside an agent or its host, in any language: data, not an error of ours. */
export interface Failure {
  /** Name of the error's class or kind. */
  readonly type: string;
  readonly message: string;
  readonly stack?: string | undefined;
  readonly nonRetryable?: boolean | undefined;
  readonly cause?: Failure | undefined;
  /** Language of the program that failed; absent for failures that the server states. */
  readonly language?: string | undefined;
}

/** Carries a failure out of an executor's `run`. */
export class AgentFailure extends Error {
  override readonly name = "AgentFailure";
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(`${failure.type}: ${failure.message}`);
    this.failure = failure;
  }
}

/** Longest type and message of a failure that is kept, in characters. */
export const MAX_TEXT = 8_192;

/** Longest stack of a failure that is kept, in characters. */
export const MAX_STACK = 32_768;

/** Most causes of a failure that are kept. */
export const MAX_CAUSES = 8;
