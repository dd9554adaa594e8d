import { spawn } from "node:child_process";
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Roles } from "../measure/cpu.ts";
import type { Measurable, Sample } from "../measure/measurement.ts";

/** Something that has begun to run, and ends by itself. */
interface Started {
  readonly ended: Promise<unknown>;
}

/** How many are started. */
export interface StartsOptions {
  readonly atOnce: number;
  /** As often, each time once those before have ended. */
  readonly times: number;
}

/** Starts of what loads nothing, each until it says hello. */
export class Starts implements Measurable {
  readonly roles: Roles = {};
  readonly #start: () => Promise<Started>;
  readonly #options: StartsOptions;

  private constructor(start: () => Promise<Started>, options: StartsOptions) {
    this.#start = start;
    this.#options = options;
  }

  /** Those of processes of Node.js. */
  static ofProcesses(options: StartsOptions): Starts {
    return new Starts(startProcess, options);
  }

  /** Those of threads of this process. */
  static ofThreads(options: StartsOptions): Starts {
    return new Starts(startThread, options);
  }

  async prepare(): Promise<void> {}

  async measure(): Promise<Sample> {
    const latenciesMs: number[] = [];
    let tookMs = 0;
    for (let time = 0; time < this.#options.times; time += 1) {
      const beginMs = performance.now();
      const start = async () => {
        const started = await this.#start();
        latenciesMs.push(performance.now() - beginMs);
        return started;
      };
      const all = await Promise.all(Array.from({ length: this.#options.atOnce }, start));
      tookMs += performance.now() - beginMs;
      await Promise.all(all.map(({ ended }) => ended));
    }
    return { count: latenciesMs.length, tookMs, latenciesMs };
  }

  async restore(): Promise<void> {}
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
