import type { Failure } from "../failure.ts";
import { failedStep } from "../failure-of.ts";
import type { LoopFailure } from "./loops.ts";

/** How an agent's life ended. */
export interface RuntimeEnd {
  /** Absent means well. */
  readonly failure: Failure | undefined;
  /** What whoever asked it to end said of its mailbox; absent means as the configuration says. */
  readonly terminate: boolean | undefined;
  /** Whether its host gave it up before it was done, so that it is to be run again. */
  readonly interrupted: boolean;
}

/** Says that a loop failed. */
export function loopFailure({ name, error }: LoopFailure): Failure {
  return failedStep("LoopError", `loop "${name}" failed`, error);
}

/** One failure for several: one stays itself. */
export function joinFailures(failures: readonly Failure[]): Failure | undefined {
  const [first] = failures;
  if (first === undefined || failures.length === 1) return first;
  const message = failures.map((failure) => `${failure.type}: ${failure.message}`).join("; ");
  return {
    type: "AggregateError",
    message: `${failures.length} failures: ${message}`.slice(0, 8_192),
    stack: first.stack,
    nonRetryable: failures.some((failure) => failure.nonRetryable === true),
    cause: first,
    language: "typescript",
  };
}
