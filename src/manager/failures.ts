import type { HostEnd } from "../core/executor.ts";
import { type Failure, MAX_STACK } from "../core/failure.ts";

const OUTPUT_HEADING = "--- last output of the host ---";
const OLD_STACK = 2_048;

/** The agent was not up in time. */
export function startTimedOut(startTimeoutMs: number): Failure {
  return { type: "StartTimeout", message: `the agent was not up within ${startTimeoutMs} ms of its start` };
}

/** The host was killed since it did not end in time. */
export function notEndedInTime(afterMs: number): Failure {
  return { type: "Killed", message: `the host was killed: it had not ended ${afterMs} ms after it was asked to` };
}

/** The host was killed with the server that stopped. */
export function killedByStop(): Failure {
  return { type: "Killed", message: "the host was killed: the server stopped and it had not ended in time" };
}

/** The run was ended before it began. */
export function neverStarted(): Failure {
  return { type: "NeverStarted", message: "the run was ended while it waited for a place; its agent never started" };
}

/** The agent's mailbox was terminated under it. */
export function mailboxTerminated(): Failure {
  return { type: "MailboxTerminated", message: "the agent's mailbox was terminated while it ran" };
}

/** The host gave its agent up and the server does not stop. */
export function gaveUp(): Failure {
  return { type: "Interrupted", message: "the host gave the agent up although the server did not stop" };
}

/** The host is gone and nobody knows how it ended. */
export function hostLost(why: string): Failure {
  return { type: "HostLost", message: why };
}

/** The host's program ended without a report, and not well. */
export function hostExited(end: HostEnd): Failure {
  const how = end.signal === undefined ? `with exit code ${end.exitCode}` : `by signal ${end.signal}`;
  return { type: "HostExited", message: `the host ended ${how} and reported nothing` };
}

/** Something in the server broke. */
export function serverFailed(error: unknown): Failure {
  if (!(error instanceof Error)) return { type: "Error", message: String(error) };
  return { type: error.name, message: error.message };
}

/** Puts the host's last output behind the stack. */
export function withOutput(failure: Failure, output: string | undefined): Failure {
  if (output === undefined || output.trim() === "") return failure;
  const tail = `${OUTPUT_HEADING}\n${output}`.slice(-MAX_STACK);
  const stack = failure.stack === undefined || failure.stack === "" ? "" : `${failure.stack.slice(0, MAX_STACK - tail.length - 1)}\n`;
  return { ...failure, stack: stack + tail };
}

/** What is kept of the failure of an attempt that another one followed. */
export function shortened(failure: Failure | undefined): Failure | undefined {
  if (failure === undefined) return undefined;
  return { ...failure, stack: failure.stack?.slice(0, OLD_STACK), cause: undefined };
}
