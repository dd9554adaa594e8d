import type { Timer } from "../core/clock.ts";
import type { ManagerContext } from "./context.ts";
import type { Manager } from "./manager.ts";

/** Runs and events of one manager that a sweep forgets at most. */
const STEP = 500;

/** Managers that one sweep looks at. */
const MANAGERS_STEP = 1_000;

/** Closed managers that are forgotten at most when another is closed, so that they do not become more and more. */
const CLOSED_STEP = 2;

/** How many more ended runs than allowed the server's own manager may have: to forget many at once costs as much as to forget one. */
const EXCESS = 100;

/** How long the changes of a closed manager are kept: whoever watches later gets a snapshot, and there is nothing more to come. */
const CLOSED_EVENT_MS = 600_000;

/** What {@link Retention} works on. */
export interface RetentionTarget {
  /** All managers of the server, in any order that stays. */
  managers(): Iterable<Manager>;
  /** Forgets a manager that has no runs and events any more. */
  forget(manager: Manager): void;
}

/**
 * Forgets what is past its time or too much, in bounded steps: events by age, closed managers with their runs a while after
 * their close, and, under the server's own managers, runs a while after their end.
 */
export class Retention {
  readonly #context: ManagerContext;
  readonly #target: RetentionTarget;
  /** In the order of their close. */
  readonly #closed = new Set<Manager>();
  #rest: Iterator<Manager> | undefined;
  #timer: Timer | undefined;

  constructor(context: ManagerContext, target: RetentionTarget) {
    this.#context = context;
    this.#target = target;
  }

  /** Sweeps from now on. */
  start(): void {
    const { clock, times } = this.#context;
    this.#timer = clock.after(times.sweepMs, () => {
      this.#sweepEvents();
      this.#forgetClosed(MANAGERS_STEP);
      this.start();
    });
  }

  /** Sweeps no more. */
  stop(): void {
    this.#timer?.cancel();
  }

  /** Takes note that a manager is closed; those are told in the order of their close. */
  closed(manager: Manager): void {
    this.#closed.add(manager);
    this.#forgetClosed(CLOSED_STEP);
  }

  /** Takes note that a run of a manager has ended. */
  runEnded(manager: Manager): void {
    if (manager.isDefault) this.#forgetExcess(manager, EXCESS);
  }

  #sweepEvents(): void {
    this.#rest ??= [...this.#target.managers()].values();
    for (let step = 0; step < MANAGERS_STEP; step += 1) {
      const next = this.#rest.next();
      if (next.done === true) {
        this.#rest = undefined;
        return;
      }
      this.#sweepManager(next.value);
    }
  }

  #sweepManager(manager: Manager): void {
    const { limits } = this.#context;
    manager.feed.sweep(this.#closed.has(manager) ? Math.min(CLOSED_EVENT_MS, limits.eventMs) : limits.eventMs);
    if (!manager.isDefault) return;
    this.#forgetRuns(manager, this.#oldestMs);
    this.#forgetExcess(manager, 0);
  }

  #forgetExcess(manager: Manager, allowed: number): void {
    const excess = manager.runs.size - manager.runs.unfinished.size - this.#context.limits.maxOwnRuns;
    if (excess > allowed) this.#forgetRuns(manager, Number.POSITIVE_INFINITY, Math.min(excess, STEP));
  }

  #forgetClosed(most: number): void {
    const { limits, journal } = this.#context;
    const oldestMs = this.#oldestMs;
    let step = 0;
    for (const manager of this.#closed) {
      const due = (manager.record.closedAtMs ?? 0) < oldestMs || this.#closed.size > limits.maxClosedManagers;
      if (!due || step >= most) return;
      step += 1;
      this.#forgetRuns(manager, Number.POSITIVE_INFINITY);
      if (manager.runs.size > 0 || !manager.feed.clear(STEP)) return;
      journal.remove("managers", manager.record.key);
      this.#closed.delete(manager);
      this.#target.forget(manager);
    }
  }

  #forgetRuns(manager: Manager, endedBeforeMs: number, most = STEP): void {
    for (const run of manager.runs.forget(endedBeforeMs, most)) {
      manager.index.forget(run);
      this.#context.journal.remove("runs", run.record.key);
    }
  }

  get #oldestMs(): number {
    return this.#context.clock.now() - this.#context.limits.outcomeMs;
  }
}
