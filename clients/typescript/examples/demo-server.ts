import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const MAIN = join(import.meta.dirname, "../../../src/main.ts");

/** `lyceum serve` with the agents of an example, in a process of its own, on the default store. */
export class DemoServer implements AsyncDisposable {
  readonly url: string;
  readonly token: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string, token: string) {
    this.#child = child;
    this.url = url;
    this.token = token;
  }

  /** Starts it on a free port, with its data in one folder and its catalogue in another. */
  static async start(dataFolder: string, agents: string): Promise<DemoServer> {
    const args = ["serve", "--listen", "127.0.0.1:0", "--web", "off", "--data", dataFolder, "--agents", agents];
    const env = { ...process.env, LYCEUM_LOG: process.env.LYCEUM_LOG ?? "warn" };
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "inherit"], env });
    const url = await firstUrl(child);
    return new DemoServer(child, url, (await readFile(join(dataFolder, "token"), "utf8")).trim());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    this.#child.kill("SIGTERM");
    await once(this.#child, "exit");
  }
}

async function firstUrl(child: ChildProcess): Promise<string> {
  return await new Promise((resolve, reject) => {
    let out = "";
    child.stdout?.on("data", (chunk) => {
      out += String(chunk);
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(out)?.[0];
      if (url !== undefined) resolve(url);
    });
    child.once("exit", (code) => reject(new Error(`the server did not start (exit code ${code})`)));
  });
}
