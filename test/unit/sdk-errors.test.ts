import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { AgentError, errorOf, LyceumError, statusCodes, UnavailableError } from "@lyceum/client";
import { Reason } from "@lyceum/gen/lyceum/v1/reason_pb.ts";
import { describe, expect, it } from "vitest";
import { knownReasons } from "../../clients/typescript/src/error-of.ts";
import { failureFromProto, failureOf, failureToProto } from "../../clients/typescript/src/failure-of.ts";
import { errorOfStatus } from "../../clients/typescript/src/grpc-status.ts";
import { LyceumError as CoreError, reasons } from "../../src/core/errors.ts";
import { codes, encodeStatus } from "../../src/rpc/errors.ts";

function serviceError(code: number, details: string, binary?: Uint8Array): ServiceError {
  const metadata = new Metadata();
  if (binary !== undefined) metadata.set("grpc-status-details-bin", Buffer.from(binary));
  return Object.assign(new Error(`${code}: ${details}`), { code, details, metadata });
}

describe("errors", () => {
  it("knows every reason of the API", () => {
    expect(knownReasons.toSorted()).toEqual(
      Object.keys(Reason)
        .filter((name) => name !== "UNSPECIFIED")
        .toSorted(),
    );
  });

  it("names the statuses as gRPC does", () => {
    expect(statusCodes.map((name) => status[name])).toEqual(statusCodes.map((_, number) => number));
  });

  it.each(reasons)("gives %s the status that the server gives it", (kind) => {
    const error = errorOf("x", { reason: kind.toUpperCase() });
    expect(statusCodes.indexOf(error.code)).toBe(codes[kind]);
  });

  it("reads reason, facts, retry delay and field violations of a status [case 31]", () => {
    const full = new CoreError("mailbox_full", "it is full", { facts: { uid: "a" }, retryDelayMs: 1_500 });
    expect(errorOfStatus(serviceError(status.RESOURCE_EXHAUSTED, "it is full", encodeStatus(full)))).toMatchObject({
      name: "OverloadedError",
      message: "it is full",
      reason: "MAILBOX_FULL",
      code: "RESOURCE_EXHAUSTED",
      facts: { uid: "a" },
      retryDelayMs: 1_500,
    });
    const bad = new CoreError("invalid_field", "uid is missing", { facts: { field: "uid" } });
    expect(errorOfStatus(serviceError(status.INVALID_ARGUMENT, "uid is missing", encodeStatus(bad)))).toMatchObject({
      name: "InvalidRequestError",
      violations: [{ field: "uid", description: "uid is missing" }],
      retryDelayMs: undefined,
    });
  });

  it("makes do with a bare status, and with details that are none", () => {
    expect(errorOfStatus(serviceError(status.UNAVAILABLE, "no connection"))).toBeInstanceOf(UnavailableError);
    const odd = errorOfStatus(serviceError(status.INTERNAL, "broken", Uint8Array.of(1, 2, 3)));
    expect(odd).toMatchObject({ name: "LyceumError", code: "INTERNAL", reason: "" });
  });

  it("keeps a reason that it does not know", () => {
    expect(errorOf("x", { reason: "FROM_THE_FUTURE", code: "ABORTED" })).toMatchObject({
      name: "LyceumError",
      reason: "FROM_THE_FUTURE",
      code: "ABORTED",
    });
  });

  it("makes every error a LyceumError and an Error with a stack", () => {
    for (const reason of knownReasons) {
      const error = errorOf("x", { reason });
      expect(error).toBeInstanceOf(LyceumError);
      expect(error.stack).toContain(error.name);
    }
  });
});

describe("failures", () => {
  it("describes an error with its causes, and carries it whole", () => {
    class PumpError extends Error {
      readonly nonRetryable = true;
    }
    const failure = failureOf(new PumpError("dry", { cause: new RangeError("no water") }));
    expect(failure).toMatchObject({
      type: "PumpError",
      message: "dry",
      nonRetryable: true,
      language: "typescript",
      cause: { type: "RangeError" },
    });
    expect(failureFromProto(failureToProto(failure))).toEqual(failure);
    const error = new AgentError(failure);
    expect(error).toMatchObject({ name: "AgentError", message: "dry", type: "PumpError", nonRetryable: true, language: "typescript" });
    expect(error.remoteStack).toContain("sdk-errors.test.ts");
    expect(error.cause).toMatchObject({ name: "AgentError", type: "RangeError", message: "no water" });
  });

  it("keeps what another agent failed with as it is", () => {
    const failure = { type: "ValueError", message: "bad", language: "python", stack: "Traceback" };
    expect(failureOf(new AgentError(failure))).toEqual(failure);
  });

  it.each([
    ["a string", "oops", { type: "string", message: "oops" }],
    ["nothing", undefined, { type: "undefined", message: "undefined" }],
    ["null", null, { type: "null", message: "null" }],
    ["an object", { message: "odd" }, { type: "object", message: "odd" }],
    ["a lone surrogate", new Error("\ud800"), { type: "Error", message: "\ufffd" }],
  ])("describes %s that was thrown [case 32]", (_, thrown, expected) => {
    expect(failureOf(thrown)).toMatchObject(expected);
  });

  it("describes what resists being described [case 32]", () => {
    const hostile = Object.defineProperty(new Error("x"), "message", {
      get: () => {
        throw new Error("no");
      },
    });
    expect(failureOf(hostile)).toMatchObject({ type: "Error", message: "what was thrown cannot be described" });
  });

  it("bounds text and depth", () => {
    let error = new Error("root");
    for (let depth = 0; depth < 50; depth += 1) error = new Error("x".repeat(100_000), { cause: error });
    let depth = 0;
    for (let failure = failureOf(error) as { cause?: unknown } | undefined; failure !== undefined; depth += 1)
      failure = failure.cause as typeof failure;
    expect(depth).toBe(8);
    expect(failureOf(error).message).toHaveLength(8_192);
  });
});
