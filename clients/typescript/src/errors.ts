import type { Failure } from "./failure.ts";

/** Why a call failed: the names of `lyceum.v1.Reason` without prefix; empty where nobody stated one. */
export type Reason = string;

/** Names of the gRPC status codes. */
export const statusCodes = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
] as const;

/** Name of a gRPC status code. */
export type StatusCode = (typeof statusCodes)[number];

/** A field of a request that is missing or malformed. */
export interface FieldViolation {
  readonly field: string;
  readonly description: string;
}

/** What an error carries beside its message. */
export interface ErrorDetails {
  /** Why, from the closed list of reasons; absent means that nobody stated one. */
  readonly reason?: Reason | undefined;
  /** The call's status; absent means the one that the reason has. */
  readonly code?: StatusCode | undefined;
  /** For programs: uid, size, limit. */
  readonly facts?: Readonly<Record<string, string>> | undefined;
  /** When trying again may help; absent means that it does not help. */
  readonly retryDelayMs?: number | undefined;
  readonly violations?: readonly FieldViolation[] | undefined;
  readonly cause?: unknown;
}

/** What every error of the SDK is: catch it, and tell one from another by class or by `reason`. */
export class LyceumError extends Error {
  readonly reason: Reason;
  readonly code: StatusCode;
  readonly facts: Readonly<Record<string, string>>;
  /** When trying again may help, in milliseconds; absent means that it does not help. */
  readonly retryDelayMs: number | undefined;
  /** What is wrong with the request, field by field. */
  readonly violations: readonly FieldViolation[];

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.name = new.target.name;
    this.reason = details.reason ?? "";
    this.code = details.code ?? "UNKNOWN";
    this.facts = details.facts ?? {};
    this.retryDelayMs = details.retryDelayMs;
    this.violations = details.violations ?? [];
  }
}

/** Something that was named does not exist here, or the caller may not know of it. */
export class NotFoundError extends LyceumError {}
/** No such mailbox. */
export class MailboxNotFoundError extends NotFoundError {}
/** The agent has no action of this name. */
export class ActionNotFoundError extends NotFoundError {}
/** The agent was not launched by this manager. */
export class NotLaunchedHereError extends NotFoundError {}
/** The manager has no executor of this name, or the operator no such template. */
export class ExecutorNotFoundError extends NotFoundError {}
/** The operator's catalogue has no agent kind of this name. */
export class KindNotFoundError extends NotFoundError {}

/** The mailbox is terminated for good; the cause, where there is one, is the failure of its agent's run. */
export class MailboxTerminatedError extends LyceumError {
  /** Whose mailbox; empty where it was not told. */
  get uid(): string {
    return this.facts.uid ?? "";
  }
}

/** A body is larger than the server bears. Sending it again does not help. */
export class MessageTooLargeError extends LyceumError {
  /** Size of what was sent, in bytes; 0 where it was not told. */
  get size(): number {
    return Number(this.facts.size ?? 0);
  }
  /** The largest size, in bytes; 0 where it was not told. */
  get limit(): number {
    return Number(this.facts.limit ?? 0);
  }
}

/** A request is malformed; `violations` says where. */
export class InvalidRequestError extends LyceumError {}
/** Arguments cannot be decoded, or do not fit the action. */
export class InvalidArgumentsError extends InvalidRequestError {}
/** A value has no form that can travel: NaN, an infinity, a lone surrogate, a function, a cycle. */
export class SerializationError extends InvalidRequestError {}

/** Time ran out. */
export class TimeoutError extends LyceumError {}
/** A request's deadline or queue time passed before it was answered. */
export class ExpiredError extends TimeoutError {}
/** The request was cancelled, by its caller, by who manages the agent, or because the agent ended. */
export class ActionCancelledError extends LyceumError {}
/** The agent's host had taken the request and was lost; the action may have run. */
export class HostLostError extends LyceumError {}
/** Delivered as often as allowed, never settled; there is a dead letter. */
export class UndeliverableError extends LyceumError {}
/** A newer attempt or session took over, for good. */
export class SupersededError extends LyceumError {}
/** The session or client is over. */
export class ClosedError extends LyceumError {}
/** The server keeps no such state any more, or the cursor is too old. */
export class CursorExpiredError extends LyceumError {}
/** The receiver does not accept this protocol. */
export class IncompatibleProtocolError extends LyceumError {}
/** The receiver does not answer requests of this kind, as a user does not. */
export class UnsupportedError extends LyceumError {}
/** The thing is in no state for this: a cancel of what has ended, a handle that is not bound, an agent that does not run. */
export class InvalidStateError extends LyceumError {}
/** The manager is closing or closed. */
export class ManagerClosedError extends InvalidStateError {}
/** This manager launched the agent before, or a run of it is under way. */
export class AlreadyExecutedError extends InvalidStateError {}
/** The launch names no executor and the manager has no default. */
export class NoDefaultExecutorError extends InvalidStateError {}
/** The name or id is taken. */
export class AlreadyExistsError extends LyceumError {}
/** The mailbox or the sender is at its bound; `retryDelayMs` says when to try again. */
export class OverloadedError extends LyceumError {}
/** The namespace has as many mailboxes, runs or stored bytes as its operator allows; end some first. */
export class QuotaExceededError extends LyceumError {}

/** The caller may know of the thing, but not do this to it. */
export class NotPermittedError extends LyceumError {}
/** The credential is missing, wrong or too old. */
export class UnauthenticatedError extends LyceumError {}
/** The server cannot be reached, is stopping, or its store takes no writes; try again. */
export class UnavailableError extends LyceumError {}

/** Parts of a streamed result came to nothing: the stream began again, or some were lost on the way. */
export class StreamBrokenError extends LyceumError {}

/** What went wrong inside an agent, in any language. Its cause is the remote cause, an `AgentError` too. */
export class AgentError extends LyceumError {
  readonly failure: Failure;

  constructor(failure: Failure, details: ErrorDetails = {}) {
    super(failure.message, { ...details, cause: failure.cause === undefined ? details.cause : new AgentError(failure.cause) });
    this.failure = failure;
  }

  /** Name of the error's class or kind, as its language has it. */
  get type(): string {
    return this.failure.type;
  }
  /** Stack trace of the agent's side, in its language's format; empty means none. */
  get remoteStack(): string {
    return this.failure.stack ?? "";
  }
  /** Whether running again cannot help. */
  get nonRetryable(): boolean {
    return this.failure.nonRetryable === true;
  }
  /** Language of the program that failed; empty where the server states the failure. */
  get language(): string {
    return this.failure.language ?? "";
  }
}
