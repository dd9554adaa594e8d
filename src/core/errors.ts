/** Why a call can fail: the closed list of `proto/lyceum/v1/reason.proto`, in lower case. */
export const reasons = [
  "invalid_field",
  "message_too_large",
  "id_reused",
  "invalid_arguments",
  "mailbox_not_found",
  "manager_not_found",
  "run_not_found",
  "executor_not_found",
  "template_not_found",
  "kind_not_found",
  "not_launched_here",
  "action_not_found",
  "request_not_found",
  "dead_letter_not_found",
  "mailbox_terminated",
  "manager_closed",
  "already_executed",
  "already_running",
  "no_default_executor",
  "default_manager",
  "run_ended",
  "session_ended",
  "incompatible_protocol",
  "executor_exists",
  "uid_taken",
  "superseded",
  "host_lost",
  "undeliverable",
  "cursor_expired",
  "mailbox_full",
  "too_many_outstanding",
  "quota_exceeded",
  "token_missing",
  "token_invalid",
  "token_expired",
  "not_permitted",
  "server_draining",
  "store_unavailable",
  "expired",
  "request_cancelled",
  "unsupported",
  "internal",
] as const;

/** One of the reasons why a call can fail. */
export type ErrorKind = (typeof reasons)[number];

/** Options of {@link LyceumError}. */
export interface LyceumErrorOptions {
  /** For programs: uid, size, limit, field. */
  readonly facts?: Readonly<Record<string, string>>;
  /** When trying again may help; absent means that it does not. */
  readonly retryDelayMs?: number;
  /** Whether it stands for a thing that is there, of which the caller may not know; for the audit alone. */
  readonly denied?: boolean;
  readonly cause?: unknown;
}

/** An error that a caller can act on. Everything else that is thrown is a bug. */
export class LyceumError extends Error {
  override readonly name = "LyceumError";
  readonly kind: ErrorKind;
  readonly facts: Readonly<Record<string, string>>;
  readonly retryDelayMs: number | undefined;
  readonly denied: boolean;

  constructor(kind: ErrorKind, message: string, options: LyceumErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.kind = kind;
    this.facts = options.facts ?? {};
    this.retryDelayMs = options.retryDelayMs;
    this.denied = options.denied === true;
  }
}

/** A field of a request that is missing or malformed. */
export function invalidField(field: string, what: string): LyceumError {
  return new LyceumError("invalid_field", `${field} ${what}`, { facts: { field } });
}
