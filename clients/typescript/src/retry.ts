import type { DescMethod } from "@bufbuild/protobuf";
import { ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { backoffMs, pause } from "./backoff.ts";
import { LyceumError } from "./errors.ts";

const BACKOFF = { initialMs: 50, maxMs: 2_000 };

/**
 * Whether making a call twice is making it once. The API's calls read, say how a thing shall be, or carry a request id that makes a
 * repeat known; a call whose request id is empty, and Requeue, do their work once more.
 */
export function isRepeatable(method: DescMethod, request: object): boolean {
  if (method.name === "Requeue" && method.parent.typeName === ExchangeService.typeName) return false;
  const named = method.input.fields.some((field) => field.name === "request_id");
  return !named || Boolean((request as { requestId?: string }).requestId);
}

/** Whether the same call may do better later: the server cannot be reached, or it says when to come back. */
export function mayDoBetter(error: unknown): error is LyceumError {
  return error instanceof LyceumError && (error.code === "UNAVAILABLE" || error.retryDelayMs !== undefined);
}

/**
 * Calls until it goes well, fails for good, or the time left is too short for another try.
 * @throws the last error
 */
export async function retrying<T>(deadlineMs: number, signal: AbortSignal | undefined, call: () => Promise<T>): Promise<T> {
  for (let repeat = 0; ; repeat++) {
    try {
      return await call();
    } catch (error) {
      if (!mayDoBetter(error) || signal?.aborted) throw error;
      const delayMs = Math.max(error.retryDelayMs ?? 0, backoffMs(repeat, BACKOFF));
      if (performance.now() + delayMs >= deadlineMs) throw error;
      await pause(delayMs, signal);
    }
  }
}
