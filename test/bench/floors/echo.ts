import { join } from "node:path";
import { Client, credentials, type MethodDefinition } from "@grpc/grpc-js";
import { cpuOf } from "../measure/cpu.ts";
import { Load, type LoadOptions } from "../measure/load.ts";
import { ChildProgram } from "../programs/child-program.ts";

const same = (bytes: Buffer) => bytes;

/** The one method of the echo server: bytes there and back, with no codec. */
export const ECHO: MethodDefinition<Buffer, Buffer> = {
  path: "/bench.Echo/Echo",
  requestStream: false,
  responseStream: false,
  requestSerialize: same,
  requestDeserialize: same,
  responseSerialize: same,
  responseDeserialize: same,
};

/** A bare grpc-js unary echo, its server in a process of its own. */
export class Echo implements AsyncDisposable {
  readonly #server: ChildProgram;
  readonly #client: Client;

  private constructor(server: ChildProgram, client: Client) {
    this.#server = server;
    this.#client = client;
  }

  /** Starts the server and connects to it. */
  static async start(): Promise<Echo> {
    const server = new ChildProgram(join(import.meta.dirname, "echo-server.ts"), []);
    const address = await server.said(/127\.0\.0\.1:\d+(?=\n)/);
    return new Echo(server, new Client(address, credentials.createInsecure(), { "grpc.enable_http_proxy": 0 }));
  }

  /** Calls with payloads of a size. */
  load(bytes: number, options: LoadOptions): Load {
    const payload = Buffer.alloc(bytes, "x");
    const call = () =>
      new Promise<Buffer | undefined>((resolve, reject) => {
        this.#client.makeUnaryRequest(ECHO.path, same, same, payload, (error, answer) =>
          error === null ? resolve(answer) : reject(error),
        );
      });
    return new Load(call, options, { server: cpuOf(this.#server.pid) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.close();
    await this.#server[Symbol.asyncDispose]();
  }
}
