import type { Timer } from "../core/clock.ts";
import type { ManagerContext } from "./context.ts";
import type { Manager } from "./manager.ts";

/** Runs and events of one manager that a sweep forgets at most. */
const STEP = 500;

/** Managers that one sweep looks at. */
const MANAGERS_STEP = 1_000;

/** What {@link Retention} works on. */
export interface RetentionTarget {
  /** All managers of the server, in any order that stays. */
  managers(): Iterable<Manager>;
  /** Forgets a manager that has no runs and events any more. */
  forget(manager: Manager): void;
}

/**
 * Forgets what is past its time, in bounded steps: events by age, closed managers with their runs a while after
 * their close, and, under the server's own managers, runs a while after their end.
 */
export class Retention {
  readonly #context: ManagerContext;
  readonly #target: RetentionTarget;
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
      this.#sweep();
      this.start();
    });
  }

  /** Sweeps no more. */
  stop(): void {
    this.#timer?.cancel();
  }

  #sweep(): void {
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
    const { clock, limits, journal } = this.#context;
    const untilMs = clock.now() - limits.outcomeMs;
    const { told } = manager;
    manager.feed.sweep();
    const over = told?.state === "closed" && (told.closedAtMs ?? 0) < untilMs;
    if (!over && !manager.isDefault) return;
    for (const run of manager.runs.forget(untilMs, STEP)) {
      manager.index.forget(run);
      journal.remove("runs", run.record.key);
    }
    if (over && manager.runs.size === 0 && manager.feed.clear(STEP)) {
      journal.remove("managers", manager.record.key);
      this.#target.forget(manager);
    }
  }
}
