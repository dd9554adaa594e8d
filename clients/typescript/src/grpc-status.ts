import type { ServiceError } from "@grpc/grpc-js";
import { errorOf } from "./error-of.ts";
import { type LyceumError, statusCodes } from "./errors.ts";
import { readStatusDetails } from "./status-details.ts";

const DETAILS = "grpc-status-details-bin";

/** Makes the SDK's error of a gRPC status. */
export function errorOfStatus(error: ServiceError): LyceumError {
  const binary = error.metadata?.get(DETAILS)[0];
  const details = binary instanceof Uint8Array ? readStatusDetails(binary) : {};
  return errorOf(error.details || error.message, { ...details, code: statusCodes[error.code] ?? "UNKNOWN", cause: error });
}
