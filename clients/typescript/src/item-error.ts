import type { ItemError } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { Reason } from "@lyceum/gen/lyceum/v1/reason_pb.ts";
import { errorOf } from "./error-of.ts";
import type { LyceumError } from "./errors.ts";
import { msOf } from "./time.ts";

const names = new Map<number, string>(Object.entries(Reason).map(([name, number]) => [number, name]));

/** Makes the SDK's error of an item that was refused, or of a session that ended. */
export function errorOfItem(error: ItemError): LyceumError {
  return errorOf(error.message, {
    reason: names.get(error.reason) ?? `REASON_${error.reason}`,
    facts: { ...error.facts },
    retryDelayMs: msOf(error.retryDelay),
  });
}
