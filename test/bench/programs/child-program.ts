import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** How a program is started. */
export interface ChildOptions {
  /** Flags of Node.js. */
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGTERM");
});

/** A program of Node.js that runs beside this one and ends with it. */
export class ChildProgram implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  #out = "";

  /** Starts it; what it complains of is shown. */
  constructor(path: string, args: readonly string[], { flags = [], env = {} }: ChildOptions = {}) {
    this.#child = spawn(process.execPath, [...flags, path, ...args], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, ...env },
    });
    this.#exited = once(this.#child, "exit");
    this.#child.stdout?.on("data", (chunk: Buffer) => {
      this.#out += chunk.toString();
      this.#child.emit("text");
    });
    running.add(this.#child);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /**
   * What matches in its output, once something does.
   * @throws Error when it ends without.
   */
  async said(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.#out)?.[0];
      if (found !== undefined) return found;
      if (this.#child.exitCode !== null) throw new Error(`it ended (exit code ${this.#child.exitCode}) without saying ${pattern}`);
      await Promise.race([once(this.#child, "text"), this.#exited]);
    }
  }

  /** Sends it a signal. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Asks it to end, and waits until it has. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.#exited;
    running.delete(this.#child);
  }
}
