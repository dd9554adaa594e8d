import { type EntityKey, namespaceOf } from "../core/entity.ts";
import type { RunRecord } from "../core/run.ts";
import type { Run } from "./run.ts";

/** The runs of all managers: by id, and the latest of each agent, the only one of them that may be unfinished. */
export class RunIndex {
  readonly #byId = new Map<string, Run>();
  readonly #latest = new Map<EntityKey, Run>();
  /** Runs that have not ended, by namespace. */
  readonly #unfinished = new Map<string, number>();
  readonly #listeners = new Set<(run: RunRecord) => void>();

  /** How many runs of a namespace have not ended. */
  unfinishedIn(namespace: string): number {
    return this.#unfinished.get(namespace) ?? 0;
  }

  /** Notes that a run has ended. */
  finish(run: Run): void {
    this.#count(run, -1);
  }

  /** Adds a run. Of two of an agent the unfinished one is the latest, else the one launched later. */
  add(run: Run): void {
    this.#byId.set(run.record.key, run);
    if (!run.ended) this.#count(run, 1);
    const before = this.#latest.get(run.record.agentKey);
    if (before === undefined || !run.ended || (before.ended && before.record.createdAtMs <= run.record.createdAtMs)) {
      this.#latest.set(run.record.agentKey, run);
    }
  }

  byId(runId: string): Run | undefined {
    return this.#byId.get(runId);
  }

  /** The latest run of an agent, under whichever manager. */
  latest(agent: EntityKey): Run | undefined {
    return this.#latest.get(agent);
  }

  /** Forgets a run. */
  forget(run: Run): void {
    this.#byId.delete(run.record.key);
    if (this.#latest.get(run.record.agentKey) === run) this.#latest.delete(run.record.agentKey);
  }

  /** Calls with each run that ended, once that is kept. Returns how to stop that. */
  onEnd(listener: (run: RunRecord) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells of a run that ended. */
  tellEnd(run: RunRecord): void {
    for (const listener of this.#listeners) listener(run);
  }

  #count(run: Run, by: 1 | -1): void {
    const namespace = namespaceOf(run.record.agentKey);
    this.#unfinished.set(namespace, this.unfinishedIn(namespace) + by);
  }
}
