import { fromBinary } from "@bufbuild/protobuf";
import { anyUnpack } from "@bufbuild/protobuf/wkt";
import type { ServiceError } from "@grpc/grpc-js";
import { BadRequestSchema, ErrorInfoSchema, QuotaFailureSchema, RetryInfoSchema } from "@lyceum/gen/google/rpc/error_details_pb.ts";
import { StatusSchema } from "@lyceum/gen/google/rpc/status_pb.ts";

/** What the details of a status say. */
export interface StatusDetails {
  readonly code: number;
  readonly message: string;
  readonly reason: string | undefined;
  readonly domain: string | undefined;
  readonly facts: Record<string, string>;
  readonly fields: string[];
  readonly quotas: string[];
  readonly retryMs: number | undefined;
}

/** Whether a gRPC error has details: those that a client's own library makes have none. */
export function hasDetails(error: ServiceError): boolean {
  return error.metadata.get("grpc-status-details-bin").length > 0;
}

/** Reads the details of a gRPC error. */
export function statusDetails(error: ServiceError): StatusDetails {
  const status = fromBinary(StatusSchema, error.metadata.get("grpc-status-details-bin")[0] as Buffer);
  const info = status.details.map((each) => anyUnpack(each, ErrorInfoSchema)).find((each) => each !== undefined);
  const retry = status.details.map((each) => anyUnpack(each, RetryInfoSchema)).find((each) => each !== undefined)?.retryDelay;
  return {
    code: status.code,
    message: status.message,
    reason: info?.reason,
    domain: info?.domain,
    facts: info?.metadata ?? {},
    fields: status.details.flatMap((each) => anyUnpack(each, BadRequestSchema)?.fieldViolations.map((violation) => violation.field) ?? []),
    quotas: status.details.flatMap(
      (each) => anyUnpack(each, QuotaFailureSchema)?.violations.map((violation) => violation.description) ?? [],
    ),
    retryMs: retry === undefined ? undefined : Number(retry.seconds) * 1_000 + retry.nanos / 1e6,
  };
}
