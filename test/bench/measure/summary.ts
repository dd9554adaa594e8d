import type { Round } from "./calm-rounds.ts";
import type { Result } from "./rounds.ts";

/** A median, and the least and greatest it was drawn from. */
export interface Middle {
  readonly median: number;
  readonly least: number;
  readonly greatest: number;
}

/** A case over all its rounds. Absent is what it does not have, or what this machine does not tell. */
export interface Summary {
  readonly name: string;
  /** What its ratios are over. */
  readonly floor: string;
  readonly rate: Middle | undefined;
  readonly p50Ms: Middle | undefined;
  readonly p99Ms: Middle | undefined;
  readonly floorRate: Middle | undefined;
  readonly floorP50Ms: Middle | undefined;
  /** Its rate over the floor's: of all turns, with the least and greatest round. */
  readonly rateRatio: Middle | undefined;
  /** Its p50 over the floor's, likewise. */
  readonly p50Ratio: Middle | undefined;
  /** Microseconds for each thing done. */
  readonly callerCpuUs: Middle | undefined;
  readonly serverCpuUs: Middle | undefined;
  readonly hostCpuUs: Middle | undefined;
  readonly floorServerCpuUs: Middle | undefined;
}

/** Sums up the rounds of a case. */
export function summarise({ name, floor, rounds }: Pick<Result, "name" | "floor" | "rounds">): Summary {
  const middle = (value: (round: Round) => number | undefined) => middleOf(rounds.flatMap((round) => value(round) ?? []));
  return {
    name,
    floor,
    rate: middle(({ own }) => own.rate),
    p50Ms: middle(({ own }) => own.p50Ms),
    p99Ms: middle(({ own }) => own.p99Ms),
    floorRate: middle(({ floor }) => floor.rate),
    floorP50Ms: middle(({ floor }) => floor.p50Ms),
    rateRatio: pooled(rounds.map(({ turns }) => turns.rates)),
    p50Ratio: pooled(rounds.map(({ turns }) => turns.p50s)),
    callerCpuUs: middle(({ own }) => own.cpuUs.caller),
    serverCpuUs: middle(({ own }) => own.cpuUs.server),
    hostCpuUs: middle(({ own }) => own.cpuUs.host),
    floorServerCpuUs: middle(({ floor }) => floor.cpuUs.server),
  };
}

/**
 * The median of all, with the least and the greatest that a group has. Twice as sure as the median of the groups' own, for as long a run: what
 * disturbs one turn of twelve moves a round, and hardly the middle of a hundred turns.
 */
function pooled(groups: readonly (readonly number[])[]): Middle | undefined {
  const all = middleOf(groups.flat());
  const ends = middleOf(groups.flatMap((group) => middleOf(group)?.median ?? []));
  return all && ends && { ...ends, median: all.median };
}

/** The median of values, with its ends; undefined when there are none. */
export function middleOf(values: readonly number[]): Middle | undefined {
  const sorted = values.toSorted((one, other) => one - other);
  const [least, greatest] = [sorted[0], sorted.at(-1)];
  if (least === undefined || greatest === undefined) return undefined;
  const half = sorted.length / 2;
  const below = sorted[Math.ceil(half) - 1] ?? least;
  const above = sorted[Math.floor(half)] ?? greatest;
  return { median: (below + above) / 2, least, greatest };
}
