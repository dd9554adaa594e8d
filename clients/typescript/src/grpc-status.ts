import { type ServiceError, status } from "@grpc/grpc-js";
import { errorOf } from "./error-of.ts";
import { type LyceumError, statusCodes } from "./errors.ts";
import { readStatusDetails } from "./status-details.ts";

const DETAILS = "grpc-status-details-bin";

/**
 * Makes the SDK's error of a gRPC status. A call that neither side ended on purpose (the connection was reset, the server was killed) is
 * UNAVAILABLE, whatever grpc-js calls it.
 */
export function errorOfStatus(error: ServiceError): LyceumError {
  const binary = error.metadata?.get(DETAILS)[0];
  const details = binary instanceof Uint8Array ? readStatusDetails(binary) : {};
  const code = details.reason === undefined && wasReset(error) ? "UNAVAILABLE" : (statusCodes[error.code] ?? "UNKNOWN");
  return errorOf(error.details || error.message, { ...details, code, cause: error });
}

// grpc-js names the HTTP/2 code of a reset stream in its text alone: CANCEL becomes CANCELLED, INTERNAL_ERROR becomes INTERNAL.
function wasReset({ code, details }: ServiceError): boolean {
  return (code === status.CANCELLED && details === "Call cancelled") || (code === status.INTERNAL && /RST_STREAM/.test(details));
}
