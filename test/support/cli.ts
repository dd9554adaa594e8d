import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/** How a command ended. */
export interface CliResult {
  /** Absent where a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** How a command is run. */
export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A command that runs: the real program, in a process of its own. */
export class CliProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<CliResult>;
  #out = "";
  #err = "";

  constructor(args: readonly string[], { cwd, env = {} }: CliOptions) {
    const { PATH = "", HOME = "" } = process.env;
    this.#child = spawn(process.execPath, [MAIN, ...args], { cwd, env: { PATH, HOME, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    this.#child.stdout?.on("data", (chunk: Buffer) => {
      this.#out += chunk.toString();
      this.#child.emit("text");
    });
    this.#child.stderr?.on("data", (chunk: Buffer) => {
      this.#err += chunk.toString();
      this.#child.emit("text");
    });
    this.#ended = once(this.#child, "close").then(([code]) => ({ code: code as number | null, out: this.#out, err: this.#err }));
  }

  /** Resolves once it ended. */
  get ended(): Promise<CliResult> {
    return this.#ended;
  }

  /** Resolves to what matches in its output and errors so far, once something does; fails when it ends without. */
  async saw(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.#out) ?? pattern.exec(this.#err);
      if (match !== null) return match;
      if (this.#child.exitCode !== null) throw new Error(`it ended without ${pattern}: ${this.#out}${this.#err}`);
      await Promise.race([once(this.#child, "text"), this.#ended]);
    }
  }

  /** Sends it a signal. */
  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }
}

/** Runs a command to its end. */
export function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  return new CliProcess(args, options).ended;
}

/** A server that the real program runs. */
export class CliServer implements AsyncDisposable {
  readonly process: CliProcess;
  readonly url: string;
  readonly webUrl: string;

  private constructor(process: CliProcess, [, url = "", webUrl = ""]: readonly string[]) {
    this.process = process;
    this.url = url;
    this.webUrl = webUrl;
  }

  /** Starts `lyceum serve` on free ports. */
  static async start(flags: readonly string[], options: CliOptions): Promise<CliServer> {
    const process = new CliProcess(["serve", "--listen", "127.0.0.1:0", "--web", "127.0.0.1:0", ...flags], options);
    return new CliServer(process, await process.saw(/gRPC at (https?:\S+?),.* (https?:\S+)\n/));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.process.signal("SIGTERM");
    await this.process.ended;
  }
}
