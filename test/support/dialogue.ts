import type { ConnectRequest } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import type { Handlers } from "../../src/rpc/service.ts";

type Connect = Handlers<typeof import("@lyceum/gen/lyceum/v1/exchange_pb.ts").ExchangeService>["connect"];
type Write = Parameters<Connect>[0]["write"];

/** What a scripted handler of Connect does. */
export interface Script {
  /** When the call was let in. */
  readonly onOpen?: (write: Write) => void;
  /** At each request; what it throws ends the call. */
  readonly onRequest?: (request: ConnectRequest, write: Write) => void;
  /** When the caller has said all, before the call ends. */
  readonly onEnd?: (write: Write) => void;
  /** When there is room for answers again. */
  readonly onDrained?: (write: Write) => void;
}

/** A handler of Connect that follows a script; it ends with the requests, with an error, or when the caller leaves. */
export function scripted({ onOpen, onRequest, onEnd, onDrained }: Script): Connect {
  return ({ write }, { signal }) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    onOpen?.(write);
    return {
      done: promise,
      receive: (request) => onRequest?.(request, write),
      end: (error) => {
        if (error !== undefined) return reject(error);
        onEnd?.(write);
        resolve();
      },
      drained: () => onDrained?.(write),
    };
  };
}
