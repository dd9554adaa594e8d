import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MAIN = join(import.meta.dirname, "../../src/main.ts");
const START_MS = 30_000;
const STOP_MS = 15_000;

/** Options of {@link AcademyServer.start}. */
export interface AcademyServerOptions {
  /** Default sqlite, as `lyceum serve` has it. */
  readonly store?: "memory" | "sqlite" | undefined;
  /** Folder with a catalogue. */
  readonly agents?: string | undefined;
  /** Where it listens; default a free port. */
  readonly port?: number | undefined;
  /** Folder of its state, which is left as it is; default a new one, which goes with the server. */
  readonly data?: string | undefined;
}

/** `lyceum serve` in a process of its own, on a free port and a new store, for whoever has its token. */
export class AcademyServer implements AsyncDisposable {
  readonly url: string;
  /** The operator's credential. */
  readonly token: string;
  readonly #process: ChildProcess;
  /** What goes with it. */
  readonly #folder: string | undefined;

  private constructor(url: string, token: string, child: ChildProcess, folder: string | undefined) {
    this.url = url;
    this.token = token;
    this.#process = child;
    this.#folder = folder;
  }

  static async start({ store = "sqlite", agents, port = 0, data }: AcademyServerOptions = {}): Promise<AcademyServer> {
    const folder = data ?? (await mkdtemp(join(tmpdir(), "lyceum-academy-")));
    const args = [MAIN, "serve", "--listen", `127.0.0.1:${port}`, "--web", "off", "--store", store, "--data", folder, "--log", "warn"];
    if (agents !== undefined) args.push("--agents", agents);
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    try {
      const url = await said(child, /http:\/\/127\.0\.0\.1:\d+/);
      return new AcademyServer(url, (await readFile(join(folder, "token"), "utf8")).trim(), child, data === undefined ? folder : undefined);
    } catch (error) {
      child.kill("SIGKILL");
      if (data === undefined) await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Kills it: it gets no word in. */
  async kill(): Promise<void> {
    const exit = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await exit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const exit = once(this.#process, "exit");
      this.#process.kill("SIGTERM");
      const late = setTimeout(() => this.#process.kill("SIGKILL"), STOP_MS);
      await exit;
      clearTimeout(late);
    }
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }
}

function said(child: ChildProcess, pattern: RegExp): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const late = setTimeout(() => reject(new Error(`the server did not start within ${START_MS} ms`)), START_MS);
  let text = "";
  child.stdout?.on("data", (data: Buffer) => {
    text += data.toString();
    const found = pattern.exec(text);
    if (found !== null) resolve(found[0]);
  });
  child.once("exit", (code) => reject(new Error(`the server ended with code ${code} before it served: ${text}`)));
  return promise.finally(() => clearTimeout(late));
}
