import type { EntityId } from "./entity.ts";
import type { Failure } from "./failure.ts";

/** Protocol of a body that names none. */
export const DEFAULT_PROTOCOL = "lyceum/1";

/** What a message is for. The first four are requests: each is owed one answer. */
export type MessageKind = "action" | "ping" | "cancel" | "shutdown" | "response" | "part" | "event";

/** How a request was answered. */
export type AnswerStatus =
  | "ok"
  | "failed"
  | "cancelled"
  | "mailbox_terminated"
  | "expired"
  | "undeliverable"
  | "host_lost"
  | "incompatible_protocol"
  | "action_not_found"
  | "invalid_arguments"
  | "unsupported"
  | "invalid_state";

/** A message without its body; the exchange reads no more than this. */
export interface Header {
  /** The tag: unique among the requests of its sender; an answer has its request's. */
  readonly id: string;
  readonly kind: MessageKind;
  readonly src: EntityId;
  readonly dest: EntityId;
  readonly label: string;
  readonly protocol: string;
  readonly traceparent: string;
  readonly tracestate: string;
  readonly action: string;
  readonly mediaType: string;
  /** Cancel: id of the request to cancel. */
  readonly targetId: string;
  /** Shutdown: whether to terminate the mailbox. */
  readonly terminate?: boolean | undefined;
  /** Response: how the request ended. */
  readonly status?: AnswerStatus | undefined;
  /** Response: why, for every status but ok. */
  readonly failure?: Failure | undefined;
  /** Part: its index. Response: how many parts went before it. */
  readonly part: number;
  /** Part and response: attempt of the delivery it came from, from 1; 0 in a response means that it was never delivered. */
  readonly attempt: number;
}

/** A message as its sender gives it. */
export interface Envelope {
  readonly header: Header;
  readonly body: Uint8Array;
  /** Requests: time left until the answer is due; absent means no deadline. */
  readonly timeoutMs: number | undefined;
}

/** A message leased to a session. */
export interface Delivery {
  /** 0 for a part, which is not settled. */
  readonly sequence: number;
  readonly attempt: number;
  readonly envelope: Envelope;
  /** Whether it counts as begun: its action may start without an acknowledgement. */
  readonly begun?: boolean | undefined;
}

/** What a listener answers a request with; the rest is taken from the request. */
export interface Answer {
  readonly status: AnswerStatus;
  readonly failure?: Failure | undefined;
  readonly mediaType: string;
  readonly body: Uint8Array;
  /** How many parts went before it. */
  readonly part: number;
}

/** What a listener does with a delivery. */
export type Settlement =
  | { readonly kind: "acknowledge" | "release" | "extend"; readonly sequence: number }
  | { readonly kind: "respond"; readonly sequence: number; readonly answer: Answer };

/** Whether a message of this kind is owed an answer. */
export function isRequest(kind: MessageKind): boolean {
  return kind === "action" || kind === "ping" || kind === "cancel" || kind === "shutdown";
}

/** Whether a message of this kind waits for a credit of its listener; the others have a lane of their own. */
export function needsCredit(kind: MessageKind): boolean {
  return kind === "action" || kind === "event";
}

/** An empty body. */
export const NO_BODY: Uint8Array = new Uint8Array(0);
