import type { Roles } from "./cpu.ts";
import type { Measurable, Sample } from "./measurement.ts";

/** How much is asked for at once, and for how long. */
export interface LoadOptions {
  /** Calls under way at any time. */
  readonly outstanding: number;
  /** How long new calls are made; those under way are waited for. */
  readonly durationMs: number;
  /** Things that a call does, of which the rate is; default 1. */
  readonly things?: number | undefined;
}

/** A closed loop: so many callers, each of which calls again once it was answered. */
export class Load implements Measurable {
  readonly roles: Roles;
  readonly #call: () => PromiseLike<unknown>;
  readonly #options: LoadOptions;
  readonly #finish: () => Promise<unknown>;

  /** @param finish what else must be over before the work counts as done. */
  constructor(
    call: () => PromiseLike<unknown>,
    options: LoadOptions,
    roles: Roles,
    finish: () => Promise<unknown> = async () => undefined,
  ) {
    this.#call = call;
    this.#options = options;
    this.roles = roles;
    this.#finish = finish;
  }

  /** Warms both ends up. */
  async prepare(): Promise<void> {
    await this.#run(this.#options.durationMs / 6);
  }

  measure(): Promise<Sample> {
    return this.#run(this.#options.durationMs);
  }

  async restore(): Promise<void> {}

  async #run(durationMs: number): Promise<Sample> {
    const latenciesMs: number[] = [];
    const beginMs = performance.now();
    const endMs = beginMs + durationMs;
    const caller = async () => {
      for (let startMs = beginMs; startMs < endMs; ) {
        await this.#call();
        const nowMs = performance.now();
        latenciesMs.push(nowMs - startMs);
        startMs = nowMs;
      }
    };
    await Promise.all(Array.from({ length: this.#options.outstanding }, caller));
    await this.#finish();
    const { things = 1 } = this.#options;
    return { count: latenciesMs.length * things, tookMs: performance.now() - beginMs, latenciesMs };
  }
}
