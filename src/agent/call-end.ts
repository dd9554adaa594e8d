import { describe, type EntityId } from "../core/entity.ts";
import { type ErrorKind, LyceumError } from "../core/errors.ts";
import type { Failure } from "../core/failure.ts";
import type { AnswerStatus, Envelope } from "../core/message.ts";

/** How a call ended, as its answer said. */
export interface CallEnd {
  readonly status: AnswerStatus;
  readonly failure?: Failure | undefined;
  readonly mediaType: string;
  readonly body: Uint8Array;
  /** How many partial results went before it. */
  readonly parts: number;
  /** Attempt of the delivery that was answered; 0 means not told. */
  readonly attempt: number;
  /** What the request asked for, as a digest; empty for one without a request id. */
  readonly digest: string;
}

/** What a caller gets: what the action returned, or what went wrong inside the agent. */
export type CallOutcome =
  | { readonly kind: "result"; readonly mediaType: string; readonly body: Uint8Array }
  | { readonly kind: "failure"; readonly failure: Failure };

/** Reads the answer of a request. */
export function endOf({ header, body }: Envelope): CallEnd {
  const { status, failure, mediaType, part, attempt, label } = header;
  return { status: status ?? "ok", failure, mediaType, body, parts: part, attempt, digest: label };
}

/** Writes an end as JSON text, for a repeat of the call. */
export function endToText(end: CallEnd): string {
  return JSON.stringify({ ...end, body: Buffer.from(end.body).toString("base64") });
}

/** Reads an end that was written as text. */
export function endFromText(text: string): CallEnd {
  const end = JSON.parse(text) as Omit<CallEnd, "body"> & { readonly body: string };
  return { ...end, body: Buffer.from(end.body, "base64") };
}

type Refused = Exclude<AnswerStatus, "ok" | "failed" | "invalid_state">;

// Why a call failed where the agent did not answer, and what to say when the answer says nothing.
const refusals: Readonly<Record<Refused, readonly [ErrorKind, string]>> = {
  cancelled: ["request_cancelled", "the call was cancelled"],
  mailbox_terminated: ["mailbox_terminated", "its mailbox was terminated before it answered"],
  expired: ["expired", "it did not answer in time: call with a longer timeout, or see with Ping how far it is"],
  undeliverable: ["undeliverable", "the call was delivered as often as allowed and never settled"],
  host_lost: ["host_lost", "its host was lost while the action ran, which may have had an effect"],
  incompatible_protocol: ["incompatible_protocol", "it does not accept the protocol of the call's body"],
  action_not_found: ["action_not_found", "it has no such action: see Describe"],
  invalid_arguments: ["invalid_arguments", "the arguments do not fit the action: see Describe"],
  unsupported: ["unsupported", "it does not answer requests of this kind"],
};

/**
 * Turns an end into what the caller gets.
 * @throws LyceumError when something kept the agent from answering.
 */
export function outcomeOf(end: CallEnd, agent: EntityId): CallOutcome {
  if (end.status === "ok") return { kind: "result", mediaType: end.mediaType, body: end.body };
  if (end.status === "failed" || end.status === "invalid_state") {
    return { kind: "failure", failure: end.failure ?? { type: end.status, message: "the agent said no more" } };
  }
  const [kind, text] = refusals[end.status];
  throw new LyceumError(kind, `${describe(agent)}: ${sentence(end.failure) || text}`, { facts: { uid: agent.uid } });
}

function sentence(failure: Failure | undefined): string {
  if (failure === undefined) return "";
  const { message, cause } = failure;
  return cause === undefined ? message : `${message} (${cause.type}: ${cause.message})`;
}
