import { type ClientHttp2Session, connect, constants, type OutgoingHttpHeaders } from "node:http2";

/** How a raw call ended. */
export interface RawEnd {
  /** gRPC status; absent when the call ended without one. */
  readonly grpcStatus: number | undefined;
  readonly httpStatus: number | undefined;
  /** How HTTP/2 reset the stream; absent when it did not. */
  readonly reset: number | undefined;
}

/** Speaks HTTP/2 to a gRPC server with whatever bytes and headers one likes. */
export class RawGrpc implements Disposable {
  readonly #session: ClientHttp2Session;

  constructor(url: string) {
    this.#session = connect(url, { maxHeaderListPairs: 10_000 } as object);
    this.#session.on("error", () => undefined);
  }

  /** Calls a method with raw bytes; resolves once the call has ended, however. */
  call(path: string, bytes: Uint8Array, headers: OutgoingHttpHeaders = {}): Promise<RawEnd> {
    const stream = this.#session.request({
      ":method": "POST",
      ":path": path,
      "content-type": "application/grpc",
      te: "trailers",
      ...headers,
    });
    return new Promise((resolve) => {
      let httpStatus: number | undefined;
      let grpcStatus: number | undefined;
      const note = (from: Record<string, unknown>) => {
        if (from["grpc-status"] !== undefined) grpcStatus = Number(from["grpc-status"]);
      };
      stream.on("response", (response) => {
        httpStatus = response[":status"];
        note(response);
      });
      stream.on("trailers", note);
      stream.on("error", () => undefined);
      stream.on("data", () => undefined);
      stream.on("close", () =>
        resolve({ grpcStatus, httpStatus, reset: stream.rstCode === constants.NGHTTP2_NO_ERROR ? undefined : stream.rstCode }),
      );
      stream.end(bytes);
    });
  }

  /** Whether the connection still stands. */
  get open(): boolean {
    return !this.#session.closed && !this.#session.destroyed;
  }

  [Symbol.dispose](): void {
    this.#session.destroy();
  }
}

/** Frames a message as gRPC does. */
export function framed(message: Uint8Array, length = message.length): Uint8Array {
  const frame = Buffer.alloc(5 + message.length);
  frame.writeUInt32BE(length, 1);
  frame.set(message, 5);
  return frame;
}
