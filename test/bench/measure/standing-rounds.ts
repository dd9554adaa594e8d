import { setTimeout as sleep } from "node:timers/promises";
import type { Memory } from "./memory.ts";
import type { Holder, Standing, StandingPlan } from "./standing.ts";
import type { SuiteOptions } from "./suite.ts";
import { withinLimit } from "./time-limit.ts";

/** What a process spends on things that are held. */
export interface Upkeep {
  readonly perThing: Memory;
  /** CPU time for each second in which nothing happens, in milliseconds; absent where it cannot be known. */
  readonly cpuMsPerSecond: number | undefined;
}

/** Things that were held for a while, in one round. */
export interface StandingRound {
  readonly count: number;
  readonly fillMs: number;
  readonly server: Upkeep;
  readonly clients: Upkeep | undefined;
}

/** A case in all its rounds. */
export interface StandingResult {
  readonly name: string;
  readonly rounds: readonly StandingRound[];
}

/** How they are measured. */
export interface HeldOptions extends SuiteOptions {
  readonly rounds: number;
  /** Told of each step that begins. */
  readonly onProgress: (what: string) => void;
}

/** What is looked at: a whole period of the heartbeats. */
const IDLE_MS = 15_000;
const QUICK_IDLE_MS = 3_000;
/** What the last one to be filled needs to come to rest. */
const REST_MS = 1_000;
/** More than the largest takes to fill on a busy machine: something hangs. */
const LIMIT_MS = 180_000;

/** Brings all cases of a plan there, one after the other, and looks at them for a while in which nothing is asked of any; in rounds. */
export async function heldRounds(plan: StandingPlan, names: readonly string[], options: HeldOptions): Promise<StandingResult[]> {
  const results = names.map((name) => ({ name, rounds: [] as StandingRound[] }));
  for (let round = 1; round <= options.rounds; round += 1) {
    const progress = (what: string) => options.onProgress(`round ${round} of ${options.rounds}: ${what}`);
    await using all = new AsyncDisposableStack();
    const standings: Standing[] = [];
    for (const name of names) {
      progress(name);
      standings.push(all.use(await withinLimit(plan.open(name, options), LIMIT_MS, name)));
    }
    progress("at rest");
    await sleep(REST_MS);
    const begun = standings.map(stopwatch);
    await sleep(options.quick ? QUICK_IDLE_MS : IDLE_MS);
    for (const [index, ended] of begun.entries()) results[index]?.rounds.push(ended());
  }
  return results;
}

function stopwatch({ count, fillMs, server, clients }: Standing): () => StandingRound {
  const beginMs = performance.now();
  const ofServer = upkeep(server, beginMs);
  const ofClients = clients === undefined ? undefined : upkeep(clients, beginMs);
  return () => ({ count, fillMs, server: ofServer(), clients: ofClients?.() });
}

function upkeep({ perThing, cpu }: Holder, beginMs: number): () => Upkeep {
  const before = cpu();
  return () => {
    const after = cpu();
    const seconds = (performance.now() - beginMs) / 1_000;
    return { perThing, cpuMsPerSecond: before === undefined || after === undefined ? undefined : (after - before) / seconds };
  };
}
