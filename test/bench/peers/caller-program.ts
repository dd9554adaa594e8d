import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";
import { cpuOf, cpuOfChildren } from "../measure/cpu.ts";
import type { LoadOptions } from "../measure/load.ts";
import { withinLimit } from "../measure/time-limit.ts";
import type { CallerCommand } from "./peer.ts";

/** What a caller saw under a load. */
export interface CallerFigures {
  readonly count: number;
  readonly rate: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU time for each call of the caller and all that it started, in microseconds; absent where it cannot be known. */
  readonly cpuUs: number | undefined;
}

const START_MS = 90_000;
const LOAD_MS = 120_000;
const END_MS = 20_000;
const KEPT_COMPLAINTS = 2_000;

const running = new Set<CallerProgram>();
process.once("exit", () => {
  for (const program of running) program.kill();
});

/** A peer's caller, with all that it started: they are a process group, that ends with this program. */
export class CallerProgram implements AsyncDisposable {
  /** Versions of what it uses. */
  versions: Readonly<Record<string, string>> = {};
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  #complaints = "";

  private constructor({ file, args, env = {} }: CallerCommand) {
    this.#child = spawn(file, args, { stdio: "pipe", detached: true, env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1", ...env } });
    // Its end is told by its exit, or by its silence.
    this.#child.stdin?.on("error", () => undefined);
    this.#child.stderr?.on("data", (chunk: Buffer) => {
      this.#complaints = (this.#complaints + chunk.toString()).slice(-KEPT_COMPLAINTS);
    });
    this.#lines = createInterface(this.#child.stdout!);
    running.add(this);
  }

  /**
   * Starts it, and waits until it can call.
   * @throws Error with what it complained of, when it cannot.
   */
  static async start(command: CallerCommand): Promise<CallerProgram> {
    const program = new CallerProgram(command);
    try {
      program.versions = (await program.#said("ready", START_MS)) as Record<string, string>;
      return program;
    } catch (error) {
      await program[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Has it call for a while, once it is warm. */
  async run(load: LoadOptions): Promise<CallerFigures> {
    const begun = this.#said("begun", LOAD_MS);
    this.#child.stdin?.write(`${JSON.stringify(load)}\n`);
    await begun;
    const done = this.#said("done", LOAD_MS);
    const beforeMs = this.#cpuMs();
    const figures = (await done) as Omit<CallerFigures, "cpuUs">;
    const afterMs = this.#cpuMs();
    const cpuUs = beforeMs === undefined || afterMs === undefined ? undefined : ((afterMs - beforeMs) * 1_000) / figures.count;
    return { ...figures, cpuUs };
  }

  /** Lets it end what it started; what does not end is killed. */
  async [Symbol.asyncDispose](): Promise<void> {
    const over = this.#child.pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null;
    const exited = over ? Promise.resolve() : once(this.#child, "exit");
    this.#child.stdin?.end();
    await withinLimit<unknown>(exited, END_MS, "its end").catch(() => undefined);
    this.kill();
    running.delete(this);
    this.#lines.close();
  }

  /** Ends it at once, with all that it started. */
  kill(): void {
    if (this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, "SIGKILL");
    } catch {
      // The whole group is gone.
    }
  }

  async #said(word: string, limitMs: number): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const onLine = (line: string) => line.startsWith(`${word} `) && resolve(JSON.parse(line.slice(word.length + 1)));
    const onExit = () => reject(new Error(this.#lastComplaint() ?? "it ended without a word"));
    this.#lines.on("line", onLine);
    this.#child.once("exit", onExit);
    this.#child.once("error", reject);
    try {
      return await withinLimit(promise, limitMs, `what comes before "${word}"`);
    } finally {
      this.#lines.off("line", onLine);
      this.#child.off("exit", onExit);
      this.#child.off("error", reject);
    }
  }

  #lastComplaint(): string | undefined {
    return this.#complaints.trim().split("\n").at(-1) || undefined;
  }

  #cpuMs(): number | undefined {
    const pid = this.#child.pid ?? 0;
    const [own, children] = [cpuOf(pid)(), cpuOfChildren(pid)()];
    return own === undefined || children === undefined ? undefined : own + children;
  }
}
