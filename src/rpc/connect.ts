import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ConnectRequest, ConnectResponseSchema } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { Bell } from "./bell.ts";
import { ConnectStream } from "./connect-stream.ts";
import type { ExchangeDeps } from "./exchange-deps.ts";
import type { Handlers } from "./service.ts";

type ExchangeHandlers = Handlers<typeof import("@lyceum/gen/lyceum/v1/exchange_pb.ts").ExchangeService>;
type Frame = MessageInitShape<typeof ConnectResponseSchema>;

/** The handler of Connect: one side reads frames, the other writes what the sessions have. */
export function connectHandler(deps: ExchangeDeps): ExchangeHandlers["connect"] {
  return async function* connect(requests, call) {
    const { signal } = call;
    using bell = new Bell(deps.clock, signal);
    const stream = new ConnectStream(deps, call, bell);
    const onDrain = () => stream.drain();
    if (deps.draining.aborted) onDrain();
    deps.draining.addEventListener("abort", onDrain);
    const reading = read(stream, requests);
    // It is awaited when the caller has ended its side; a stream that ends for another reason asks no more of it.
    reading.catch(() => undefined);
    try {
      yield {} satisfies Frame;
      while (!stream.over) {
        const frame = stream.next();
        if (frame !== undefined) {
          yield frame;
          continue;
        }
        // What there is to say is said first, so that the caller knows why the stream ends.
        signal.throwIfAborted();
        if (await bell.rung(deps.limits.heartbeatMs)) continue;
        stream.beat();
        yield {};
      }
      signal.throwIfAborted();
      await reading;
    } finally {
      deps.draining.removeEventListener("abort", onDrain);
      stream.close();
    }
  };
}

/** Reads until the caller ends its side or breaks the protocol; the stream is over then. */
async function read(stream: ConnectStream, requests: AsyncIterable<ConnectRequest>): Promise<void> {
  const frames = requests[Symbol.asyncIterator]();
  try {
    for (let more = true; more; ) more = await receiveNext(stream, frames);
  } finally {
    stream.end();
    await frames.return?.();
  }
}

/** Takes the next frame; false means that there is none. By itself, since who waits for the next one in a loop keeps the last. */
async function receiveNext(stream: ConnectStream, frames: AsyncIterator<ConnectRequest>): Promise<boolean> {
  const { done, value } = await frames.next();
  if (done === true) return false;
  stream.receive(value);
  return true;
}
