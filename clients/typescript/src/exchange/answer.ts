import { AnswerStatus, type Envelope } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { errorOf } from "../error-of.ts";
import { ActionCancelledError, AgentError, InvalidStateError, type LyceumError } from "../errors.ts";
import { failureFromProto } from "../failure-of.ts";

/** Reason of each way a request can end other than well; absent where the failure is the agent's own. */
const reasons: Readonly<Partial<Record<AnswerStatus, string>>> = {
  [AnswerStatus.CANCELLED]: "REQUEST_CANCELLED",
  [AnswerStatus.MAILBOX_TERMINATED]: "MAILBOX_TERMINATED",
  [AnswerStatus.EXPIRED]: "EXPIRED",
  [AnswerStatus.UNDELIVERABLE]: "UNDELIVERABLE",
  [AnswerStatus.HOST_LOST]: "HOST_LOST",
  [AnswerStatus.INCOMPATIBLE_PROTOCOL]: "INCOMPATIBLE_PROTOCOL",
  [AnswerStatus.ACTION_NOT_FOUND]: "ACTION_NOT_FOUND",
  [AnswerStatus.INVALID_ARGUMENTS]: "INVALID_ARGUMENTS",
  [AnswerStatus.UNSUPPORTED]: "UNSUPPORTED",
};

/** What a request failed with, of its answer; undefined when it went well. */
export function errorOfAnswer({ status, failure, src }: Pick<Envelope, "status" | "failure" | "src">): LyceumError | undefined {
  if (status === AnswerStatus.OK) return undefined;
  const told = failure === undefined ? undefined : failureFromProto(failure);
  if (status === AnswerStatus.FAILED) return new AgentError(told ?? { type: "Error", message: "the agent did not say why" });
  const message = told?.message ?? "the request was not carried out";
  const cause = told?.cause === undefined ? undefined : new AgentError(told.cause);
  if (status === AnswerStatus.INVALID_STATE) return new InvalidStateError(message, { code: "FAILED_PRECONDITION", cause });
  if (status === AnswerStatus.CANCELLED)
    return new ActionCancelledError(message, { reason: "REQUEST_CANCELLED", code: "CANCELLED", cause });
  const facts: Record<string, string> = src === undefined ? {} : { uid: src.uid };
  return errorOf(message, { reason: reasons[status] ?? `ANSWER_STATUS_${status}`, facts, cause });
}
