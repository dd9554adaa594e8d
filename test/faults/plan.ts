import { type Fault, type FaultKind, faults } from "./faults.ts";
import { Random } from "./random.ts";

/** What a plan is made of. */
export interface PlanOptions {
  readonly seed: number;
  readonly count: number;
  /** Mean time between the beginnings of two faults. */
  readonly meanPauseMs: number;
  /** Absent means all kinds. */
  readonly kinds?: readonly FaultKind[] | undefined;
}

const MIN_HOLD_MS = 200;
const MAX_HOLD_MS = 4_000;
/** What the whole fleet feels lasts less long, else nothing would be done between faults. */
const FELT_BY_ALL = /^(server|store|disk|clock) /;
const SHARE = 0.25;
const ALL = Object.keys(faults) as FaultKind[];

/** Faults in the order in which they happen: the same ones for the same seed. Each kind comes as often as any other. */
export function planOf({ seed, count, meanPauseMs, kinds = ALL }: PlanOptions): readonly Fault[] {
  const random = new Random(seed);
  const plan: Fault[] = [];
  while (plan.length < count) {
    for (const kind of random.shuffled(kinds)) {
      if (plan.length === count) break;
      plan.push({
        kind,
        afterMs: Math.round(meanPauseMs * 2 * random.next()),
        target: random.below(2 ** 20),
        // Short ones are frequent, and some outlast the window of a session.
        holdMs: Math.round((MIN_HOLD_MS + (MAX_HOLD_MS - MIN_HOLD_MS) * random.next() ** 2) * (FELT_BY_ALL.test(kind) ? SHARE : 1)),
        degree: random.next(),
      });
    }
  }
  return plan;
}
