import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from "@grpc/grpc-js";
import { ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { LyceumError } from "../../src/core/errors.ts";
import { grpcStatus } from "../../src/rpc/grpc-call.ts";

/** When callers are to come back, in milliseconds. */
export const RETRY_MS = 600;

/** A server that refuses every call to the exchange, says when to come back, and takes note of when callers did. */
export class RefusingServer implements Disposable {
  readonly url: string;
  readonly #server: Server;
  readonly #timesMs: number[];

  private constructor(server: Server, port: number, timesMs: number[]) {
    this.#server = server;
    this.url = `http://127.0.0.1:${port}`;
    this.#timesMs = timesMs;
  }

  static async open(): Promise<RefusingServer> {
    const server = new Server();
    const timesMs: number[] = [];
    const refuse = (_: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>): void => {
      timesMs.push(performance.now());
      answer(grpcStatus(new LyceumError("server_draining", "not now", { retryDelayMs: RETRY_MS })));
    };
    const same = (bytes: Buffer): Buffer => bytes;
    const unary = ExchangeService.methods.filter(({ methodKind }) => methodKind === "unary");
    const methods = unary.map(({ name }) => {
      const path = `/${ExchangeService.typeName}/${name}`;
      return [
        name,
        {
          path,
          requestStream: false,
          responseStream: false,
          requestSerialize: same,
          requestDeserialize: same,
          responseSerialize: same,
          responseDeserialize: same,
        },
      ] as const;
    });
    server.addService(Object.fromEntries(methods), Object.fromEntries(unary.map(({ name }) => [name, refuse])));
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
    return new RefusingServer(server, port, timesMs);
  }

  /** Time from each call to the next, of those since this was last asked. */
  takePauses(): readonly number[] {
    const timesMs = this.#timesMs.splice(0);
    return timesMs.slice(1).map((timeMs, index) => timeMs - (timesMs[index] ?? 0));
  }

  [Symbol.dispose](): void {
    this.#server.forceShutdown();
  }
}
