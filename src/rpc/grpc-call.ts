import { setImmediate as turn } from "node:timers/promises";
import { Metadata, type ServerDuplexStream, type ServerUnaryCall, type ServerWritableStream, type status } from "@grpc/grpc-js";
import { LyceumError } from "../core/errors.ts";
import type { Arrival } from "./dispatch.ts";
import { codes, encodeStatus, messageOf } from "./errors.ts";

/** Bytes handed to a stream and not yet taken by its connection, above which its handler waits. */
const MAX_UNSENT_BYTES = 1_048_576;

/** A call that answers with a stream. */
export type StreamCall = ServerWritableStream<Uint8Array, Uint8Array> | ServerDuplexStream<Uint8Array, Uint8Array>;

/** A status as grpc-js takes it. */
export interface GrpcStatus {
  readonly code: status;
  readonly details: string;
  readonly metadata: Metadata;
}

/** The status of an error, with its details in the trailer that gRPC has for them. */
export function grpcStatus(error: LyceumError): GrpcStatus {
  const metadata = new Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(encodeStatus(error)));
  return { code: codes[error.kind] as number, details: messageOf(error), metadata };
}

/** What calls of every kind have. */
type SurfaceCall = Pick<ServerUnaryCall<Uint8Array, Uint8Array>, "metadata" | "getDeadline" | "getPeer"> & NodeJS.EventEmitter;

/** A call as the dispatcher takes it. */
export class GrpcArrival implements Arrival {
  readonly front = "grpc";
  readonly peer: string;
  readonly signal: AbortSignal;
  readonly timeoutMs: number | undefined;
  readonly header: (name: string) => string | undefined;
  #answered = false;

  constructor(call: SurfaceCall) {
    this.peer = call.getPeer();
    const leaving = new AbortController();
    const deadline = Number(call.getDeadline());
    call.once("cancelled", () => {
      // The library says so at the end of every call.
      if (this.#answered) return;
      const expired = Date.now() >= deadline;
      leaving.abort(
        expired ? new LyceumError("expired", "the call's deadline passed") : new LyceumError("request_cancelled", "the caller left"),
      );
    });
    this.signal = leaving.signal;
    this.timeoutMs = Number.isFinite(deadline) ? Math.max(0, deadline - Date.now()) : undefined;
    this.header = (name) => {
      const value = call.metadata.get(name)[0];
      return typeof value === "string" ? value : undefined;
    };
  }

  /** Notes that the call is answered: what follows is its end. */
  answer(): void {
    this.#answered = true;
  }
}

/**
 * The requests of a bidi call. When the caller leaves they end with the signal's reason.
 *
 * It is no generator: one that waits for a request keeps the last one and its bytes, for as long as the caller is silent.
 */
export function requestsOf<I>(
  call: ServerDuplexStream<Uint8Array, Uint8Array>,
  decode: (bytes: Uint8Array) => I,
  signal: AbortSignal,
): AsyncIterable<I> {
  // A handler that stops reading still answers, so the stream is not destroyed with the iterator.
  const messages: AsyncIterator<Uint8Array> = call.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]();
  const next = async (): Promise<IteratorResult<I, undefined>> => {
    const { done, value } = await messages.next();
    // A caller who left ends the messages first, and is known to have left a turn later.
    if (done === true) await turn();
    if (call.cancelled) throw signal.reason ?? new LyceumError("request_cancelled", "the caller left");
    return done === true ? { done, value: undefined } : { done: false, value: decode(value) };
  };
  return { [Symbol.asyncIterator]: () => ({ next }) };
}

/**
 * Sends the answers of a stream to its caller, no faster than the caller reads them; then its end.
 * @throws whatever the answers throw; the caller of this sends that.
 */
export async function sendAll<O>(
  { call, arrival }: { readonly call: StreamCall; readonly arrival: GrpcArrival },
  answers: AsyncIterable<O>,
  encode: (answer: O) => Uint8Array,
): Promise<void> {
  // Headers go at once, so that the caller knows that the stream is open before the first answer.
  call.sendMetadata(new Metadata());
  const outbox = new Outbox(call);
  try {
    for await (const answer of answers) {
      if (call.cancelled) return;
      if (!outbox.send(encode(answer))) await outbox.room();
    }
  } finally {
    // An error event makes Node destroy the stream, and grpc-js then forgets the status if a message is still on its way.
    await outbox.flushed();
  }
  arrival.answer();
  call.end();
}

/** Counts what a stream has not sent. */
class Outbox {
  readonly #call: StreamCall;
  #unsentBytes = 0;
  #wake: (() => void) | undefined;

  constructor(call: StreamCall) {
    this.#call = call;
    const wake = () => this.#wake?.();
    call.on("drain", wake);
    call.once("cancelled", wake);
  }

  /** Sends; false means that there is no room for more. */
  send(bytes: Uint8Array): boolean {
    this.#unsentBytes += bytes.byteLength;
    this.#call.write(bytes, () => {
      this.#unsentBytes -= bytes.byteLength;
      this.#wake?.();
    });
    return this.#hasRoom();
  }

  /** Resolves once there is room, or the caller is gone. */
  room(): Promise<void> {
    return this.#until(() => this.#hasRoom());
  }

  /** Resolves once all is sent, or the caller is gone. */
  flushed(): Promise<void> {
    return this.#until(() => this.#unsentBytes === 0);
  }

  async #until(met: () => boolean): Promise<void> {
    while (!this.#call.cancelled && !met()) {
      const waiting = Promise.withResolvers<void>();
      this.#wake = waiting.resolve;
      await waiting.promise;
      this.#wake = undefined;
    }
  }

  #hasRoom(): boolean {
    return !this.#call.writableNeedDrain && this.#unsentBytes < MAX_UNSENT_BYTES;
  }
}
