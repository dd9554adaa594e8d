import type { Floor } from "../floors/floors.ts";
import type { Measurable } from "./measurement.ts";

/** How suites are run. */
export interface SuiteOptions {
  /** How long a load lasts in a turn, in milliseconds. */
  readonly durationMs: number;
  /** Fewer cases and fewer agents, for a first look. */
  readonly quick: boolean;
  /** Folder for CPU profiles of servers and hosts; absent means none. */
  readonly profileFolder: string | undefined;
}

/** One thing to measure, beside its floor. */
export interface Case {
  readonly name: string;
  readonly what: Measurable;
  readonly floor: Floor;
  /** How many times it is done in a round, each time between two measurements of its floor; default 12. */
  readonly turns?: number | undefined;
  /** How many times as long as others it is rehearsed, since more of it has to get warm; default 1. */
  readonly rehearsals?: number | undefined;
}

/** What a plan's cases come of. */
export interface PlanOptions<S> {
  readonly title: string;
  /** In the order in which they are measured. */
  readonly shapes: (options: SuiteOptions) => readonly S[];
  readonly nameOf: (shape: S) => string;
  /** Makes cases of shapes; what it starts for them ends with the stack. */
  readonly open: (wanted: readonly S[], options: SuiteOptions, started: AsyncDisposableStack) => Promise<readonly Case[]>;
}

/** A plan of cases, one of each shape. */
export function planOf<S>({ title, shapes, nameOf, open }: PlanOptions<S>): SuitePlan {
  return {
    title,
    names: (options) => shapes(options).map(nameOf),
    open: async (names, options) => {
      await using stack = new AsyncDisposableStack();
      const wanted = shapes(options).filter((shape) => names.has(nameOf(shape)));
      const cases = await open(wanted, options, stack);
      const started = stack.move();
      return { cases, [Symbol.asyncDispose]: () => started.disposeAsync() };
    },
  };
}

/** Cases that share servers. */
export interface Suite extends AsyncDisposable {
  readonly cases: readonly Case[];
}

/** A suite that is not open yet. */
export interface SuitePlan {
  readonly title: string;
  /** Names of its cases, in the order in which they are measured. */
  names(options: SuiteOptions): readonly string[];
  /** Starts what the cases of these names need. */
  open(names: ReadonlySet<string>, options: SuiteOptions): Promise<Suite>;
}
