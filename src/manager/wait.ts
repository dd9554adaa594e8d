import type { EntityId } from "../core/entity.ts";
import type { RunRecord } from "../core/run.ts";
import type { Manager } from "./manager.ts";
import type { Run } from "./run.ts";
import { findRun, type RunTarget } from "./target.ts";

/** When a wait is over, as `asyncio.wait` has it. */
export type WaitCondition = "all_completed" | "first_completed" | "first_exception";

/** What to wait for. */
export interface WaitRequest {
  readonly targets: readonly RunTarget[];
  readonly condition: WaitCondition;
  /** When to give up, in milliseconds; absent means never. */
  readonly timeoutMs?: number | undefined;
  /** Whether the caller may know of a run; absent means of all. */
  readonly accept?: ((run: RunRecord) => boolean) | undefined;
}

/** The end of a wait. */
export interface WaitEnd {
  readonly reason: "condition_met" | "timed_out";
  readonly done: readonly EntityId[];
  readonly pending: readonly EntityId[];
}

/** What a wait tells: first all states, then each completion, then the end. */
export type WaitEvent = { readonly states: readonly RunRecord[] } | { readonly completed: RunRecord } | { readonly end: WaitEnd };

/**
 * Waits for runs. It tells their present states first, so that a late caller learns what was before it. A slow
 * reader gets each completion once, however late.
 * @throws LyceumError run_not_found, not_launched_here, before anything is told; the signal's reason when it aborts.
 */
export async function* waitForRuns(manager: Manager, request: WaitRequest, signal: AbortSignal): AsyncGenerator<WaitEvent, void, void> {
  const watched = new Watched(
    new Map(request.targets.map((target) => findRun(manager, target, request.accept)).map(({ run, told }) => [run, told])),
  );
  const timer = request.timeoutMs === undefined ? undefined : manager.context.clock.after(request.timeoutMs, () => watched.timeOut());
  const onAbort = () => watched.wake();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    yield { states: watched.states };
    for (;;) {
      signal.throwIfAborted();
      for (let completed = watched.next(); completed !== undefined; completed = watched.next()) yield { completed };
      const end = watched.end(request.condition);
      if (end !== undefined) {
        yield { end };
        return;
      }
      await watched.news();
    }
  } finally {
    timer?.cancel();
    signal.removeEventListener("abort", onAbort);
    watched.dispose();
  }
}

/** The runs of one wait: those that ended and were told, those that ended since, those that go on. */
class Watched {
  readonly states: readonly RunRecord[];
  readonly #runs: ReadonlyMap<Run, RunRecord>;
  readonly #pending = new Map<Run, () => void>();
  readonly #ended: RunRecord[] = [];
  #head = 0;
  #completed = 0;
  #failed = false;
  #timedOut = false;
  #woken = Promise.withResolvers<void>();

  constructor(runs: ReadonlyMap<Run, RunRecord>) {
    this.#runs = runs;
    this.states = [...runs.values()];
    for (const [run, told] of runs) {
      if (told.state === "ended") this.#count(told);
      else
        this.#pending.set(
          run,
          run.onChange(() => this.#check(run)),
        );
    }
  }

  /** The next completion to tell. */
  next(): RunRecord | undefined {
    const record = this.#ended[this.#head];
    if (record !== undefined) this.#head += 1;
    return record;
  }

  /** The end, if it is reached. Nobody to wait for is an end too. */
  end(condition: WaitCondition): WaitEnd | undefined {
    const met =
      this.#pending.size === 0 ||
      (condition === "first_completed" && this.#completed > 0) ||
      (condition === "first_exception" && this.#failed);
    if (!met && !this.#timedOut) return undefined;
    const done: EntityId[] = [];
    const pending: EntityId[] = [];
    for (const [run, { agent }] of this.#runs) (this.#pending.has(run) ? pending : done).push(agent);
    return { reason: met ? "condition_met" : "timed_out", done, pending };
  }

  /** Resolves when there may be something to tell. */
  async news(): Promise<void> {
    await this.#woken.promise;
    // The caller looks at everything again, so that what woke it meanwhile is not missed.
    this.#woken = Promise.withResolvers();
  }

  timeOut(): void {
    this.#timedOut = true;
    this.wake();
  }

  wake(): void {
    this.#woken.resolve();
  }

  dispose(): void {
    for (const stop of this.#pending.values()) stop();
  }

  #check(run: Run): void {
    const { told } = run;
    if (told?.state !== "ended") return;
    this.#pending.get(run)?.();
    this.#pending.delete(run);
    this.#count(told);
    this.#ended.push(told);
    this.wake();
  }

  #count({ outcome }: RunRecord): void {
    this.#completed += 1;
    if (outcome !== "succeeded") this.#failed = true;
  }
}
