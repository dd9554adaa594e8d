import type { ServerDuplexStream, ServerWritableStream } from "@grpc/grpc-js";

/** Bytes handed to a stream and not yet taken by its connection, above which its handler waits. */
const MAX_UNSENT_BYTES = 1_048_576;

/** A call that answers with a stream. */
export type StreamCall = ServerWritableStream<Uint8Array, Uint8Array> | ServerDuplexStream<Uint8Array, Uint8Array>;

/** Counts what a stream has not sent. */
export class Outbox {
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
