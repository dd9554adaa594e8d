import { fromBinary } from "@bufbuild/protobuf";
import { type Any, anyUnpack } from "@bufbuild/protobuf/wkt";
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from "@lyceum/gen/google/rpc/error_details_pb.ts";
import { StatusSchema } from "@lyceum/gen/google/rpc/status_pb.ts";
import type { ErrorDetails } from "./errors.ts";
import { msOf } from "./time.ts";

const DOMAIN = "lyceum.v1";

/** Reads the rich part of a status: the serialised google.rpc.Status of `grpc-status-details-bin`. What cannot be read is left out. */
export function readStatusDetails(binary: Uint8Array): ErrorDetails {
  try {
    return readDetails(fromBinary(StatusSchema, binary).details);
  } catch {
    // Some proxies write their own bytes here; the bare status still tells what happened.
    return {};
  }
}

/** Reads the details of a status: reason and facts, retry delay, field violations. */
export function readDetails(details: readonly Any[]): ErrorDetails {
  let read: ErrorDetails = {};
  for (const detail of details) {
    const info = anyUnpack(detail, ErrorInfoSchema);
    if (info !== undefined && info.domain === DOMAIN) read = { ...read, reason: info.reason, facts: { ...info.metadata } };
    const retry = anyUnpack(detail, RetryInfoSchema);
    if (retry !== undefined) read = { ...read, retryDelayMs: msOf(retry.retryDelay) ?? 0 };
    const bad = anyUnpack(detail, BadRequestSchema);
    if (bad !== undefined) {
      read = { ...read, violations: bad.fieldViolations.map(({ field, description }) => ({ field, description })) };
    }
  }
  return read;
}
