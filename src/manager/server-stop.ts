import type { ManagerContext } from "./context.ts";
import type { ExecutorInstance } from "./executor-instance.ts";
import { killedByStop } from "./failures.ts";
import type { LiveHosts } from "./live-hosts.ts";
import type { Manager } from "./manager.ts";

/** How a server's stop treats hosts: all are asked to end, or those that can are left to the next server. */
export type StopMode = "drain" | "leave";

/** The stop of a server: its agents end, or are left, and nothing new starts. */
export class ServerStop {
  readonly #context: ManagerContext;
  readonly #managers: readonly Manager[];
  readonly #hosts: LiveHosts;
  #livingOn: ReadonlySet<ExecutorInstance> = new Set();
  #quiet = Promise.withResolvers<void>();

  constructor(context: ManagerContext, managers: readonly Manager[], hosts: LiveHosts) {
    this.#context = context;
    this.#managers = managers;
    this.#hosts = hosts;
  }

  /** Executors whose hosts were left to the next server. */
  get livingOn(): ReadonlySet<ExecutorInstance> {
    return this.#livingOn;
  }

  /** Notes that a host is gone. */
  hostGone(): void {
    if (this.#hosts.count === 0) this.#quiet.resolve();
  }

  /** Resolves once all hosts are gone or left; what has not ended after the grace, or at the abort, is killed. */
  async run(mode: StopMode, graceMs: number, signal: AbortSignal): Promise<void> {
    if (mode === "leave") this.#livingOn = await this.#findLivingOn();
    for (const manager of this.#managers) {
      manager.rest();
      for (const run of [...manager.runs.unfinished]) {
        if (this.#livingOn.has(run.executor)) run.leave();
        else run.drain(graceMs);
      }
    }
    await this.#untilQuiet(graceMs, signal);
    for (const host of this.#hosts.all) host.kill({ outcome: "killed", failure: killedByStop(), reported: false });
    // Bounded: an attempt abandons a host that cannot be killed.
    await this.#untilQuiet(undefined, undefined);
  }

  async #findLivingOn(): Promise<ReadonlySet<ExecutorInstance>> {
    const instances = this.#managers.flatMap((manager) => manager.executors.all);
    const living = await Promise.all(instances.map((instance) => instance.livesOn()));
    return new Set(instances.filter((_, index) => living[index]));
  }

  async #untilQuiet(limitMs: number | undefined, signal: AbortSignal | undefined): Promise<void> {
    if (this.#hosts.count === 0 || signal?.aborted === true) return;
    const stop = () => this.#quiet.resolve();
    const timer = limitMs === undefined ? undefined : this.#context.clock.after(limitMs, stop);
    signal?.addEventListener("abort", stop, { once: true });
    try {
      await this.#quiet.promise;
    } finally {
      timer?.cancel();
      signal?.removeEventListener("abort", stop);
      this.#quiet = Promise.withResolvers();
    }
  }
}
