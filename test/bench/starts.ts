import { spawn } from "node:child_process";
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Roles } from "./cpu.ts";
import type { Measurable, Sample } from "./measure.ts";

/** Something that has begun to run, and ends by itself. */
interface Started {
  readonly ended: Promise<unknown>;
}

/** Starts of what loads nothing, so many at once, each until it says hello. */
export class Starts implements Measurable {
  readonly roles: Roles = {};
  readonly #start: () => Promise<Started>;
  readonly #atOnce: number;
  #started: readonly Started[] = [];

  private constructor(start: () => Promise<Started>, atOnce: number) {
    this.#start = start;
    this.#atOnce = atOnce;
  }

  /** Those of processes of Node.js. */
  static ofProcesses(atOnce: number): Starts {
    return new Starts(startProcess, atOnce);
  }

  /** Those of threads of this process. */
  static ofThreads(atOnce: number): Starts {
    return new Starts(startThread, atOnce);
  }

  async prepare(): Promise<void> {}

  async measure(): Promise<Sample> {
    const latenciesMs: number[] = [];
    const beginMs = performance.now();
    const start = async () => {
      const started = await this.#start();
      latenciesMs.push(performance.now() - beginMs);
      return started;
    };
    this.#started = await Promise.all(Array.from({ length: this.#atOnce }, start));
    return { count: latenciesMs.length, tookMs: performance.now() - beginMs, latenciesMs };
  }

  /** Waits until all have ended. */
  async restore(): Promise<void> {
    await Promise.all(this.#started.map(({ ended }) => ended));
  }
}

async function startProcess(): Promise<Started> {
  const child = spawn(process.execPath, ["--eval", "console.log('hello')"], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "close");
  const [hello] = await Promise.race([once(child.stdout, "data"), ended]);
  if (!(hello instanceof Buffer)) throw new Error("a bare process ended without saying hello");
  return { ended };
}

async function startThread(): Promise<Started> {
  const worker = new Worker("require('node:worker_threads').parentPort.postMessage('hello')", { eval: true });
  const ended = once(worker, "exit");
  const [hello] = await Promise.race([once(worker, "message"), ended]);
  if (hello !== "hello") throw new Error("a bare thread ended without saying hello");
  return { ended };
}
