import { invalidField } from "../core/errors.ts";

/** Most characters of a request id. */
const MAX_REQUEST_ID = 128;

/**
 * Checks the id by which a repeat of a call is known; empty means none.
 * @throws LyceumError invalid_field
 */
export function checkRequestId(requestId: string): string {
  if (requestId.length > MAX_REQUEST_ID) throw invalidField("request_id", `must be at most ${MAX_REQUEST_ID} characters`);
  return requestId;
}
