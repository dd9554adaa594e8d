import type { Failure as ProtoFailure } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { type Failure, MAX_CAUSES, MAX_STACK, MAX_TEXT } from "../core/failure.ts";

/** Reads a failure; what is too long or too deep is cut, never refused: a failure must reach its caller. */
export function failureFromProto(failure: ProtoFailure, depth = 0): Failure {
  return {
    type: failure.type.slice(0, MAX_TEXT) || "Error",
    message: failure.message.slice(0, MAX_TEXT),
    stack: failure.stack === "" ? undefined : failure.stack.slice(0, MAX_STACK),
    nonRetryable: failure.nonRetryable ? true : undefined,
    cause: failure.cause === undefined || depth + 1 >= MAX_CAUSES ? undefined : failureFromProto(failure.cause, depth + 1),
    language: failure.language === "" ? undefined : failure.language.slice(0, 64),
  };
}

/** Writes a failure. */
export function failureToProto(failure: Failure): ProtoFailure {
  return {
    $typeName: "lyceum.v1.Failure",
    type: failure.type,
    message: failure.message,
    stack: failure.stack ?? "",
    nonRetryable: failure.nonRetryable ?? false,
    cause: failure.cause === undefined ? undefined : failureToProto(failure.cause),
    language: failure.language ?? "",
  };
}

/** Writes an optional failure. */
export function optionalFailure(failure: Failure | undefined): ProtoFailure | undefined {
  return failure === undefined ? undefined : failureToProto(failure);
}
