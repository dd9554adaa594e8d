import type { HostEnd } from "../core/executor.ts";
import { AgentFailure, type Failure } from "../core/failure.ts";
import type { Outcome } from "../core/run.ts";
import { hostExited, hostLost, serverFailed, withOutput } from "./failures.ts";

/** How an attempt ends. */
export interface Verdict {
  readonly outcome: Outcome;
  /** Absent for `succeeded` and `interrupted`. */
  readonly failure?: Failure | undefined;
  /** Whether the host itself said so. */
  readonly reported: boolean;
  /** What the agent was told about its mailbox by whoever asked it to end; absent means nothing. */
  readonly terminate?: boolean | undefined;
}

/** What a host says of its end. */
export interface ExitReport {
  /** Absent means that the agent ended well. */
  readonly failure?: Failure | undefined;
  readonly terminate?: boolean | undefined;
  /** The host gave the agent up because the server stops. */
  readonly interrupted: boolean;
}

/** The verdict that a report gives. */
export function verdictOf(report: ExitReport): Verdict {
  const { failure, terminate, interrupted } = report;
  if (interrupted) return { outcome: "interrupted", reported: true, terminate };
  if (failure === undefined) return { outcome: "succeeded", reported: true, terminate };
  return { outcome: "failed", failure, reported: true, terminate };
}

/** The verdict on a host that ended without a report: exit code 0 is good, another or a signal is not, else who knows. */
export function verdictOnEnd(end: HostEnd): Verdict {
  const { exitCode, signal, unknown } = end;
  if (unknown === true || (exitCode === undefined && signal === undefined)) {
    return { outcome: "lost", failure: hostLost("the host is gone without a report, and how it ended is not known"), reported: false };
  }
  if (signal === undefined && exitCode === 0) return { outcome: "succeeded", reported: false };
  return { outcome: "failed", failure: hostExited(end), reported: false };
}

/** The verdict on an attempt that its executor gave up. */
export function verdictOnError(error: unknown): Verdict {
  return { outcome: "failed", failure: error instanceof AgentFailure ? error.failure : serverFailed(error), reported: false };
}

/** Adds the host's last output to what went wrong. */
export function withLastOutput(verdict: Verdict, output: string | undefined): Verdict {
  return verdict.failure === undefined ? verdict : { ...verdict, failure: withOutput(verdict.failure, output) };
}
