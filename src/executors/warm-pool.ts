import { availableParallelism } from "node:os";
import type { Timer } from "../core/clock.ts";
import type { HostSite } from "./host-site.ts";

/** A host that can be started before there is an attempt for it. */
export interface WarmHost {
  /** Whether it has loaded what it needs; false when it went before that. */
  readonly ready: Promise<boolean>;
  /** Resolves once it is gone. */
  readonly gone: Promise<void>;
  /** What it printed last. */
  tail(): Promise<string | undefined>;
  /** Ends it, and leaves nothing of it but what its attempts have. Idempotent. */
  discard(): Promise<void>;
}

/** Time after a launch before its host is replaced: the agents of a burst come up first. */
const REFILL_DELAY_MS = 100;

/** Hosts that may load at once when one is started ahead; more would only make each other slow, and those that an agent waits for come first. */
const MAX_LOADING = Math.max(1, Math.floor(availableParallelism() / 2));

/** Keeps a number of hosts that wait for an attempt. A host that goes while it waits is not replaced before the next launch. */
export class WarmPool<H extends WarmHost> implements AsyncDisposable {
  readonly #site: HostSite;
  readonly #size: number;
  readonly #start: () => Promise<H>;
  readonly #ready: H[] = [];
  readonly #loading = new Set<H>();
  readonly #starts = new Set<Promise<void>>();
  /** Hosts that load while their attempt waits. */
  #awaited = 0;
  #refill: Timer | undefined;
  #disposed = false;

  constructor(site: HostSite, size: number, start: () => Promise<H>) {
    this.#site = site;
    this.#size = size;
    this.#start = start;
    this.#fill();
  }

  /**
   * A host for an attempt: one that is ready, else one that loads, else a new one. It is the caller's from now on.
   * @throws AgentFailure when none could be started.
   */
  async take(): Promise<H> {
    const ready = this.#ready.shift();
    this.#refill ??= this.#site.clock.after(REFILL_DELAY_MS, () => this.#fill());
    return ready ?? (await this.#takeUnready());
  }

  /** Ends the hosts that wait. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    this.#refill?.cancel();
    await Promise.all(this.#starts);
    await Promise.all([...this.#ready, ...this.#loading].map((host) => host.discard()));
  }

  #fill(): void {
    this.#refill = undefined;
    const loading = this.#loading.size + this.#starts.size;
    if (this.#disposed || loading + this.#awaited >= MAX_LOADING || this.#ready.length + loading >= this.#size) return;
    const start = this.#startOne().finally(() => {
      this.#starts.delete(start);
      if (this.#loading.size > 0) this.#fill();
    });
    this.#starts.add(start);
  }

  async #takeUnready(): Promise<H> {
    this.#awaited += 1;
    try {
      const host = this.#loading.values().next().value ?? (await this.#start());
      this.#loading.delete(host);
      void host.ready.then(() => this.#stopAwaiting());
      return host;
    } catch (error) {
      this.#stopAwaiting();
      throw error;
    }
  }

  #stopAwaiting(): void {
    this.#awaited -= 1;
    if (this.#refill === undefined) this.#fill();
  }

  async #startOne(): Promise<void> {
    try {
      const host = await this.#start();
      this.#loading.add(host);
      void host.ready.then((loaded) => loaded && this.#moveToReady(host));
      void host.gone.then(() => this.#forget(host));
    } catch (error) {
      // The next launch tries again, and tells its caller.
      this.#site.log.warn({ error }, "a host could not be started before it is needed");
    }
  }

  #moveToReady(host: H): void {
    if (!this.#loading.delete(host)) return;
    this.#ready.push(host);
    this.#fill();
  }

  async #forget(host: H): Promise<void> {
    const index = this.#ready.indexOf(host);
    const waited = this.#loading.delete(host) || index >= 0;
    if (index >= 0) this.#ready.splice(index, 1);
    if (!waited || this.#disposed) return;
    this.#site.log.warn({ output: await host.tail() }, "a host ended while it waited for an agent");
    await host.discard();
  }
}

/** The pools of a driver, by template: executors of one template share its warm hosts, which end with the last of them. */
export class WarmPools<H extends WarmHost> {
  readonly #pools = new Map<string, { readonly pool: WarmPool<H>; users: number }>();

  /** The pool of a template, made by the first that asks; release it. */
  lease(template: string, make: () => WarmPool<H>): WarmPool<H> {
    const entry = this.#pools.get(template) ?? { pool: make(), users: 0 };
    entry.users += 1;
    this.#pools.set(template, entry);
    return entry.pool;
  }

  /** Gives a pool back. */
  async release(template: string): Promise<void> {
    const entry = this.#pools.get(template)!;
    entry.users -= 1;
    if (entry.users > 0) return;
    this.#pools.delete(template);
    await entry.pool[Symbol.asyncDispose]();
  }
}
