import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const START_MS = 10_000;

/** A Redis server of its own, on a free port. */
export class RedisServer implements AsyncDisposable {
  readonly port: number;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(port: number, child: ChildProcess, folder: string) {
    this.port = port;
    this.#process = child;
    this.#folder = folder;
  }

  /**
   * Starts it.
   * @param durable whether each command is on disk before it is answered, as with a Lyceum server; Redis's own default is that it is not.
   * @throws Error when the machine has no `redis-server`.
   */
  static async start(durable: boolean): Promise<RedisServer> {
    const port = await freePort();
    const folder = await mkdtemp(join(tmpdir(), "lyceum-academy-redis-"));
    const keep = durable ? ["--appendonly", "yes", "--appendfsync", "always"] : ["--appendonly", "no"];
    const args = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "", ...keep];
    const child = spawn("redis-server", args, { stdio: "ignore" });
    const failed = once(child, "error").then(([error]) => {
      throw new Error("there is no redis-server: install it (Debian: redis-server)", { cause: error });
    });
    await Promise.race([answers(port), failed]);
    failed.catch(() => undefined);
    return new RedisServer(port, child, folder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null) {
      const exit = once(this.#process, "exit");
      this.#process.kill("SIGTERM");
      await exit;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}

async function answers(port: number): Promise<void> {
  const until = performance.now() + START_MS;
  while (!(await accepts(port))) {
    if (performance.now() > until) throw new Error(`redis-server did not start within ${START_MS} ms`);
    await sleep(50);
  }
}

function accepts(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host: "127.0.0.1", port });
  socket.once("connect", () => resolve(true));
  socket.once("error", () => resolve(false));
  return promise.finally(() => socket.destroy());
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("the machine has no free port");
  return address.port;
}
