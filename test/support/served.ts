import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const MAIN = join(import.meta.dirname, "../../src/main.ts");

/** How a server is started; what is left out has its default. */
export interface ServedOptions {
  readonly dataFolder: string;
  /** Default a free port of loopback. */
  readonly listen?: string;
  /** Default off. */
  readonly web?: string;
  readonly agents?: string;
  readonly flags?: readonly string[];
}

/** `lyceum serve` in a process of its own, for tests that kill it, measure it or start it again. */
export class Served implements AsyncDisposable {
  readonly url: string;
  /** Empty where the web front is off. */
  readonly webUrl: string;
  readonly child: ChildProcess;
  readonly #dataFolder: string;

  private constructor(child: ChildProcess, urls: readonly string[], dataFolder: string) {
    this.child = child;
    this.url = urls[0] ?? "";
    this.webUrl = urls[1] ?? "";
    this.#dataFolder = dataFolder;
  }

  /** Starts it; resolves once it listens. */
  static async start({ dataFolder, listen = "127.0.0.1:0", web = "off", agents, flags = [] }: ServedOptions): Promise<Served> {
    const args = ["serve", "--listen", listen, "--web", web, "--data", dataFolder, "--log", "error", ...flags];
    if (agents !== undefined) args.push("--agents", agents);
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "inherit"] });
    const expected = web === "off" ? 1 : 2;
    const urls = await new Promise<readonly string[]>((resolve, reject) => {
      let out = "";
      child.stdout?.on("data", (chunk) => {
        out += String(chunk);
        const found = out.match(/http:\/\/127\.0\.0\.1:\d+/g) ?? [];
        if (found.length >= expected) resolve(found);
      });
      child.once("exit", (code) => reject(new Error(`the server did not start (exit code ${code}): ${out}`)));
    });
    return new Served(child, urls, dataFolder);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** The operator's credential. */
  async token(): Promise<string> {
    return (await readFile(join(this.#dataFolder, "token"), "utf8")).trim();
  }

  /** Ends it by a signal. */
  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill(signal);
    await once(this.child, "exit");
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.end("SIGTERM");
  }
}
