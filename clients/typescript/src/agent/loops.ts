import { pause } from "../backoff.ts";
import type { Log } from "../log.ts";
import type { Agent } from "./agent.ts";
import { AgentEvent } from "./agent-event.ts";
import type { AgentTable } from "./table.ts";

/** A loop, timer or event handler that failed. */
export interface LoopFailure {
  readonly name: string;
  readonly error: unknown;
}

type Method = (this: Agent, signal: AbortSignal) => unknown;

/** Runs an agent's loops, timers and event handlers until they are told to end. */
export class Loops {
  readonly #agent: Agent;
  readonly #table: AgentTable;
  readonly #log: Log;
  readonly #onFailure: (failure: LoopFailure) => void;
  readonly #stopping = new AbortController();
  readonly #failures: LoopFailure[] = [];
  #running: Promise<unknown> = Promise.resolve();

  constructor(agent: Agent, table: AgentTable, log: Log, onFailure: (failure: LoopFailure) => void) {
    this.#agent = agent;
    this.#table = table;
    this.#log = log;
    this.#onFailure = onFailure;
  }

  /** Those that failed so far. */
  get failures(): readonly LoopFailure[] {
    return this.#failures;
  }

  /** Aborted when they are told to end. */
  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Starts them all. */
  start(): void {
    const { loops, timers, events } = this.#table;
    this.#running = Promise.all([
      ...[...loops.keys()].map((name) => this.#supervise(name, () => this.#call(name))),
      ...[...timers].map(([name, timer]) => this.#supervise(name, () => this.#tick(name, timer.intervalMs, timer.firstAfterMs ?? 0))),
      ...[...events].map(([name, { on }]) => this.#supervise(name, () => this.#handle(name, on))),
    ]);
  }

  /** Tells them to end. */
  stop(reason: unknown): void {
    this.#stopping.abort(reason);
  }

  /** Resolves once all have ended. */
  async ended(): Promise<void> {
    await this.#running;
  }

  async #supervise(name: string, run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      const { signal } = this.#stopping;
      // A loop that was told to end may say so by throwing.
      if (signal.aborted && (error === signal.reason || (error as Error | undefined)?.name === "AbortError")) return;
      const failure = { name, error };
      this.#failures.push(failure);
      this.#log.error(`loop ${name} failed`, { error });
      this.#onFailure(failure);
    }
  }

  async #call(name: string): Promise<void> {
    const method = (this.#agent as unknown as Record<string, Method>)[name] as Method;
    await method.call(this.#agent, this.#stopping.signal);
  }

  async #tick(name: string, intervalMs: number, firstAfterMs: number): Promise<void> {
    const { signal } = this.#stopping;
    await pause(firstAfterMs, signal);
    while (!signal.aborted) {
      await this.#call(name);
      await pause(intervalMs, signal);
    }
  }

  async #handle(name: string, on: string): Promise<void> {
    const { signal } = this.#stopping;
    const event = (this.#agent as unknown as Record<string, unknown>)[on];
    if (!(event instanceof AgentEvent)) throw new TypeError(`event handler "${name}" waits on "${on}", which is no AgentEvent`);
    while (!signal.aborted) {
      await event.wait(signal);
      // Cleared before the handler runs, so that a set while it does is not lost.
      event.clear();
      await this.#call(name);
    }
  }
}
