import type { Failure as ProtoFailure } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { AgentError } from "./errors.ts";
import type { Failure } from "./failure.ts";

const LANGUAGE = "typescript";
const MAX_TEXT = 8_192;
const MAX_STACK = 32_768;
const MAX_CAUSES = 8;

/**
 * Describes whatever was thrown, so that it can travel; it never throws itself. An `AgentError` that came from another agent stays what
 * it was. An error with a property `nonRetryable` that is true says that running again cannot help.
 */
export function failureOf(thrown: unknown, depth = 0): Failure {
  try {
    if (thrown instanceof AgentError) return thrown.failure;
    if (thrown instanceof Error) return ofError(thrown, depth);
    return { type: thrown === null ? "null" : typeof thrown, message: cut(describe(thrown)), language: LANGUAGE };
  } catch {
    return { type: "Error", message: "what was thrown cannot be described", language: LANGUAGE };
  }
}

/** Says that a step failed because of an error: the step's name is the type, the error the cause, and its stack is shown. */
export function failedStep(type: string, message: string, thrown: unknown): Failure {
  const cause = failureOf(thrown, 1);
  return {
    type,
    message: cut(`${message}: ${cause.message}`),
    stack: cause.stack,
    nonRetryable: cause.nonRetryable,
    cause,
    language: LANGUAGE,
  };
}

/** Reads a failure of the API. */
export function failureFromProto(failure: ProtoFailure): Failure {
  return {
    type: failure.type,
    message: failure.message,
    ...(failure.stack === "" ? {} : { stack: failure.stack }),
    ...(failure.nonRetryable ? { nonRetryable: true } : {}),
    ...(failure.cause === undefined ? {} : { cause: failureFromProto(failure.cause) }),
    ...(failure.language === "" ? {} : { language: failure.language }),
  };
}

/** Writes a failure for the API. */
export function failureToProto(failure: Failure): ProtoFailure {
  const proto: ProtoFailure = {
    $typeName: "lyceum.v1.Failure",
    type: failure.type,
    message: failure.message,
    stack: failure.stack ?? "",
    nonRetryable: failure.nonRetryable ?? false,
    language: failure.language ?? "",
  };
  if (failure.cause !== undefined) proto.cause = failureToProto(failure.cause);
  return proto;
}

function ofError(error: Error, depth: number): Failure {
  const { cause } = error;
  const causes = error instanceof AggregateError && cause === undefined ? error.errors[0] : cause;
  return {
    type: typeOf(error),
    message: cut(String(error.message)),
    ...(typeof error.stack === "string" ? { stack: error.stack.toWellFormed().slice(0, MAX_STACK) } : {}),
    ...((error as { nonRetryable?: unknown }).nonRetryable === true ? { nonRetryable: true } : {}),
    ...(causes === undefined || causes === null || depth + 1 >= MAX_CAUSES ? {} : { cause: failureOf(causes, depth + 1) }),
    language: LANGUAGE,
  };
}

/** The name that tells most: a class of one's own that did not set `name` is still told by its constructor. */
function typeOf(error: Error): string {
  const name = String(error.name);
  return cut((name === "Error" || name === "" ? error.constructor.name : name) || "Error");
}

function describe(thrown: unknown): string {
  if (typeof thrown !== "object" || thrown === null) return String(thrown);
  const message = (thrown as { message?: unknown }).message;
  return typeof message === "string" ? message : (JSON.stringify(thrown) ?? "an object");
}

function cut(text: string): string {
  return text.slice(0, MAX_TEXT).toWellFormed();
}
