import { join } from "node:path";
import type { AttemptSpec, Executor, ExecutorTemplate, HostEnd } from "../core/executor.ts";
import { moduleKind } from "./agent-failure.ts";
import type { AttemptFolder } from "./attempt-folder.ts";
import { Attempts } from "./attempts.ts";
import type { HostSite } from "./host-site.ts";
import { HostThread } from "./host-thread.ts";
import { pause, untilAborted } from "./pause.ts";
import { type ThreadPlace, ThreadPlaces } from "./thread-places.ts";
import { WarmPool, WarmPools } from "./warm-pool.ts";

/** Options of {@link threadsDriver}. */
export interface ThreadsOptions {
  /** Module that a host thread runs, for tests; absent means `thread-entry.ts`. */
  readonly entry?: string | undefined;
}

/** How long an agent may take to return when it is killed and its thread has others, which would end with it. */
const MAX_STOP_MS = 2_000;

/** Opens executors that run agent modules in worker threads, some of which are started before they are needed. */
export function threadsDriver(site: HostSite, options: ThreadsOptions = {}): (template: ExecutorTemplate) => Promise<Executor> {
  const pools = new WarmPools<HostThread>();
  const entry = options.entry ?? join(import.meta.dirname, "thread-entry.ts");
  return async (template) => {
    const make = () => new WarmPool(site, template.warm ?? 0, () => HostThread.start(site, entry));
    const pool = pools.lease(template.name, make);
    return new ThreadExecutor(site, { pool, agentsPerHost: template.agentsPerHost ?? 1, release: () => pools.release(template.name) });
  };
}

interface ThreadExecutorOptions {
  readonly pool: WarmPool<HostThread>;
  readonly agentsPerHost: number;
  readonly release: () => Promise<void>;
}

/**
 * Runs attempts in worker threads of the server's process. A thread takes up to so many agents at a time, and ends with
 * the last of them. To kill an agent ends its thread; agents that share the thread survive if the killed one returns.
 */
class ThreadExecutor implements Executor {
  readonly durable = false;
  readonly #site: HostSite;
  readonly #places: ThreadPlaces;
  readonly #attempts = new Attempts();
  #release: (() => Promise<void>) | undefined;

  constructor(site: HostSite, options: ThreadExecutorOptions) {
    this.#site = site;
    this.#places = new ThreadPlaces(options.agentsPerHost, () => options.pool.take());
    this.#release = options.release;
  }

  async run(spec: AttemptSpec, signal: AbortSignal): Promise<HostEnd> {
    return await this.#attempts.run(signal, (stop) => this.#run(spec, stop));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const release = this.#release;
    this.#release = undefined;
    await this.#attempts.end();
    await release?.();
  }

  async #run(spec: AttemptSpec, signal: AbortSignal): Promise<HostEnd> {
    moduleKind(spec);
    const folder = this.#site.folder(spec);
    const end = await this.#host(spec, folder, signal);
    // Its thread has ended, unless it has other agents: then what was printed last may be missing.
    return { ...end, outputTail: await folder.tail() };
  }

  async #host(spec: AttemptSpec, folder: AttemptFolder, signal: AbortSignal): Promise<HostEnd> {
    const place = this.#places.join();
    const ended = new AbortController();
    let killed: Promise<void> | undefined;
    try {
      const thread = await place.thread;
      killed = this.#kill(place, signal, ended.signal);
      const end = await thread.run(folder, spec.runToken, signal);
      return signal.aborted ? {} : end;
    } catch (error) {
      if (signal.aborted) return {};
      throw error;
    } finally {
      ended.abort();
      await killed;
      await this.#places.leave(place);
    }
  }

  /** Waits for an abort, then sees to it that the agent ends. */
  async #kill(place: ThreadPlace, signal: AbortSignal, ended: AbortSignal): Promise<void> {
    await untilAborted(AbortSignal.any([signal, ended]));
    if (ended.aborted) return;
    if (place.agents > 1 && !(await pause(this.#site.clock, MAX_STOP_MS, ended))) return;
    this.#places.close(place);
    await (await place.thread).discard();
  }
}
