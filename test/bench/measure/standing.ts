import type { CpuClock } from "./cpu.ts";
import type { Memory } from "./memory.ts";
import type { SuiteOptions } from "./suite.ts";

/** A process that holds things. */
export interface Holder {
  /** What each thing added to it. */
  readonly perThing: Memory;
  readonly cpu: CpuClock;
}

/** Things that are held, by a server and perhaps by clients in another process. */
export interface Standing extends AsyncDisposable {
  readonly count: number;
  /** Time that it took to bring them there, in milliseconds. */
  readonly fillMs: number;
  readonly server: Holder;
  readonly clients?: Holder | undefined;
}

/** What may be held. */
export interface StandingPlan {
  readonly title: string;
  /** Names of its cases, in the order in which they are measured. */
  names(options: SuiteOptions): readonly string[];
  /** Starts a case's server, and fills it. */
  open(name: string, options: SuiteOptions): Promise<Standing>;
}
