import type { EntityKey } from "../core/entity.ts";
import type { RunRecord } from "../core/run.ts";
import type { Run } from "./run.ts";

/** A page of runs that was asked for. */
export interface RunPage {
  /** Only runs that have not ended. */
  readonly running: boolean;
  /** Order of the last run of the page before; 0 for the first page. */
  readonly after: number;
  readonly size: number;
  /** Whether the caller may know of a run; absent means of all. */
  readonly accept?: ((run: RunRecord) => boolean) | undefined;
}

/** The runs of a manager, in the order of their launch. */
export class RunTable {
  #runs: Run[] = [];
  readonly #byId = new Map<string, Run>();
  readonly #latest = new Map<EntityKey, Run>();
  // Insertion order is launch order.
  readonly #unfinished = new Set<Run>();

  get size(): number {
    return this.#runs.length;
  }

  /** Runs that have not ended. */
  get unfinished(): ReadonlySet<Run> {
    return this.#unfinished;
  }

  /** All runs, in the order of their launch. */
  get all(): readonly Run[] {
    return this.#runs;
  }

  /** Adds a run, launched after all others. */
  add(run: Run): void {
    this.#runs.push(run);
    this.#byId.set(run.record.key, run);
    this.#latest.set(run.record.agentKey, run);
    if (!run.ended) this.#unfinished.add(run);
  }

  /** Notes that a run has ended. */
  finish(run: Run): void {
    this.#unfinished.delete(run);
  }

  byId(runId: string): Run | undefined {
    return this.#byId.get(runId);
  }

  /** The latest run of an agent. */
  latest(agent: EntityKey): Run | undefined {
    return this.#latest.get(agent);
  }

  /** Runs of a page, one more than its size where there are more, as they are kept. */
  page({ running, after, size, accept = () => true }: RunPage): RunRecord[] {
    const found: RunRecord[] = [];
    for (const run of running ? this.#unfinished : this.#from(after)) {
      const { told } = run;
      if (told === undefined || told.order <= after || (running && told.state === "ended") || !accept(told)) continue;
      found.push(told);
      if (found.length > size) break;
    }
    return found;
  }

  /** Forgets runs that ended before a time, up to a number; returns them. */
  forget(endedBeforeMs: number, most: number): Run[] {
    const gone = new Set<Run>();
    for (const run of this.#runs) {
      if (gone.size >= most) break;
      if ((run.told?.endedAtMs ?? Number.POSITIVE_INFINITY) < endedBeforeMs) gone.add(run);
    }
    if (gone.size === 0) return [];
    this.#runs = this.#runs.filter((run) => !gone.has(run));
    for (const run of gone) {
      this.#byId.delete(run.record.key);
      if (this.#latest.get(run.record.agentKey) === run) this.#latest.delete(run.record.agentKey);
    }
    return [...gone];
  }

  *#from(after: number): Iterable<Run> {
    let low = 0;
    let high = this.#runs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#runs[middle]!.record.order <= after) low = middle + 1;
      else high = middle;
    }
    for (let index = low; index < this.#runs.length; index += 1) yield this.#runs[index]!;
  }
}
