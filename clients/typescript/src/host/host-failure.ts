import type { Failure } from "../failure.ts";
import { failedStep } from "../failure-of.ts";

/** Carries a failure of an attempt to where it is reported. */
export class HostFailure extends Error {
  override readonly name = "HostFailure";
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(`${failure.type}: ${failure.message}`, options);
    this.failure = failure;
  }

  /** A step that failed because of an error. */
  static of(type: string, message: string, cause: unknown): HostFailure {
    return new HostFailure(failedStep(type, message, cause), { cause });
  }
}
