import { create, type DescMessage, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { anyPack } from "@bufbuild/protobuf/wkt";
import { Code } from "@connectrpc/connect";
import { BadRequestSchema, ErrorInfoSchema, QuotaFailureSchema, RetryInfoSchema } from "@lyceum/gen/google/rpc/error_details_pb.ts";
import { StatusSchema } from "@lyceum/gen/google/rpc/status_pb.ts";
import type { ItemErrorSchema } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { Reason } from "@lyceum/gen/lyceum/v1/reason_pb.ts";
import { type ErrorKind, LyceumError } from "../core/errors.ts";
import { durationToProto } from "./convert-time.ts";

/** Domain of the reasons in `google.rpc.ErrorInfo`. */
export const ERROR_DOMAIN = "lyceum.v1";

/** The gRPC code of each kind of error: the one table, held against `proto/README.md` by a test. */
export const codes: Readonly<Record<ErrorKind, Code>> = {
  invalid_field: Code.InvalidArgument,
  message_too_large: Code.InvalidArgument,
  id_reused: Code.InvalidArgument,
  invalid_arguments: Code.InvalidArgument,
  mailbox_not_found: Code.NotFound,
  manager_not_found: Code.NotFound,
  run_not_found: Code.NotFound,
  executor_not_found: Code.NotFound,
  template_not_found: Code.NotFound,
  kind_not_found: Code.NotFound,
  not_launched_here: Code.NotFound,
  action_not_found: Code.NotFound,
  request_not_found: Code.NotFound,
  dead_letter_not_found: Code.NotFound,
  mailbox_terminated: Code.FailedPrecondition,
  manager_closed: Code.FailedPrecondition,
  already_executed: Code.FailedPrecondition,
  already_running: Code.FailedPrecondition,
  no_default_executor: Code.FailedPrecondition,
  default_manager: Code.FailedPrecondition,
  run_ended: Code.FailedPrecondition,
  session_ended: Code.FailedPrecondition,
  incompatible_protocol: Code.FailedPrecondition,
  executor_exists: Code.AlreadyExists,
  uid_taken: Code.AlreadyExists,
  superseded: Code.Aborted,
  host_lost: Code.Aborted,
  undeliverable: Code.Aborted,
  cursor_expired: Code.OutOfRange,
  mailbox_full: Code.ResourceExhausted,
  too_many_outstanding: Code.ResourceExhausted,
  quota_exceeded: Code.ResourceExhausted,
  token_missing: Code.Unauthenticated,
  token_invalid: Code.Unauthenticated,
  token_expired: Code.Unauthenticated,
  not_permitted: Code.PermissionDenied,
  server_draining: Code.Unavailable,
  store_unavailable: Code.Unavailable,
  expired: Code.DeadlineExceeded,
  request_cancelled: Code.Canceled,
  unsupported: Code.FailedPrecondition,
  internal: Code.Internal,
};

/** Delay that goes with a kind whose thrower named none; the caller may then always try again. */
const defaultRetryMs: Partial<Record<ErrorKind, number>> = {
  mailbox_full: 250,
  too_many_outstanding: 250,
  server_draining: 1_000,
  store_unavailable: 250,
};

/** Name of a kind on the wire: `MAILBOX_FULL`. */
export function reasonName(kind: ErrorKind): string {
  return kind.toUpperCase();
}

/** Number of a kind in `lyceum.v1.Reason`. */
export function reasonNumber(kind: ErrorKind): Reason {
  return Reason[reasonName(kind) as keyof typeof Reason];
}

/** When trying again may help, in milliseconds; absent means that it does not. */
export function retryDelayOf(error: LyceumError): number | undefined {
  return error.retryDelayMs ?? defaultRetryMs[error.kind];
}

/**
 * Most bytes of a message and of a fact. A status travels in trailers, which many clients bound at 8 KiB in all: who gets more loses the
 * connection, and all other calls on it. Percent-encoding makes the message up to three times as long, and the details repeat it.
 */
const MAX_MESSAGE_BYTES = 1_000;
const MAX_FACT_BYTES = 200;

/** The message of an error, for people: one line of at most 1,000 bytes, since it may repeat what its caller or an agent sent. */
export function messageOf({ message }: Pick<LyceumError, "message">): string {
  return clip(message.replaceAll(/\p{Cc}+/gu, " "), MAX_MESSAGE_BYTES);
}

function factsOf({ facts }: LyceumError): Record<string, string> {
  return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, clip(fact, MAX_FACT_BYTES)]));
}

function clip(text: string, maxBytes: number): string {
  const whole = text.toWellFormed();
  if (whole.length * 3 <= maxBytes || Buffer.byteLength(whole) <= maxBytes) return whole;
  // As a stream, so that a character that was cut in two is left out.
  return `${new TextDecoder().decode(Buffer.from(whole).subarray(0, maxBytes), { stream: true })}…`;
}

/** Writes the error of an item of a batch. */
export function itemError(error: LyceumError): MessageInitShape<typeof ItemErrorSchema> {
  const retryMs = retryDelayOf(error);
  return {
    reason: reasonNumber(error.kind),
    message: messageOf(error),
    facts: factsOf(error),
    ...(retryMs === undefined ? {} : { retryDelay: durationToProto(retryMs) }),
  };
}

/** A detail of a status: a message with its descriptor. */
export interface Detail {
  readonly desc: DescMessage;
  readonly value: MessageInitShape<DescMessage>;
}

function detail<D extends DescMessage>(desc: D, value: MessageInitShape<D>): Detail {
  return { desc, value: value as MessageInitShape<DescMessage> };
}

/** The details of an error's status: ErrorInfo always; BadRequest, RetryInfo and QuotaFailure where they fit. */
export function detailsOf(error: LyceumError): Detail[] {
  const facts = factsOf(error);
  const description = messageOf(error);
  const details = [detail(ErrorInfoSchema, { reason: reasonName(error.kind), domain: ERROR_DOMAIN, metadata: facts })];
  const { field, uid } = facts;
  if (codes[error.kind] === Code.InvalidArgument && field !== undefined) {
    details.push(detail(BadRequestSchema, { fieldViolations: [{ field, description, reason: reasonName(error.kind) }] }));
  }
  if (codes[error.kind] === Code.ResourceExhausted) {
    details.push(detail(QuotaFailureSchema, { violations: [{ subject: uid ?? "", description }] }));
  }
  const retryMs = retryDelayOf(error);
  if (retryMs !== undefined) details.push(detail(RetryInfoSchema, { retryDelay: durationToProto(retryMs) }));
  return details;
}

/** The status as bytes, for the `grpc-status-details-bin` trailer. */
export function encodeStatus(error: LyceumError): Uint8Array {
  const details = detailsOf(error).map(({ desc, value }) => anyPack(desc, create(desc, value)));
  return toBinary(StatusSchema, create(StatusSchema, { code: codes[error.kind], message: messageOf(error), details }));
}

/**
 * What a call ends with when its handler threw. What was thrown because the call's signal aborted becomes the
 * signal's reason; what nobody expected (a bug) is undefined, and its text must not leave the server.
 */
export function expectedError(thrown: unknown, signal: AbortSignal): LyceumError | undefined {
  if (thrown instanceof LyceumError) return thrown.kind === "internal" ? undefined : thrown;
  if (signal.aborted && thrown instanceof Error && thrown.name === "AbortError") {
    return signal.reason instanceof LyceumError ? signal.reason : new LyceumError("request_cancelled", "the caller left");
  }
  return undefined;
}

/** What the caller of a bug is told: where to look, and nothing else. */
export function bugError(id: string, cause: unknown): LyceumError {
  return new LyceumError("internal", `the server failed: its log has more under error id ${id}`, { facts: { error_id: id }, cause });
}
