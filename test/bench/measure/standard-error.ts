import { sum } from "./measurement.ts";
import type { Result } from "./rounds.ts";
import { middleOf } from "./summary.ts";

/** What of a case tells it. */
interface Measured extends Pick<Result, "passes"> {
  readonly rounds: readonly Pick<Result["rounds"][number], "turns">[];
}

/**
 * How far a case's ratio over its floor may be from what ever more passes would say, as a share of it: the standard error of the mean of its passes'
 * ratios (of rates, or of latencies where a rate says nothing). Of passes, since rounds of one are more alike than those of two: they share their
 * servers, and some minutes of the machine. Infinite for fewer than two.
 */
export function standardError({ rounds, passes }: Measured): number {
  const turns = rounds.map(({ turns: { rates, p50s } }) => (rates.length > 0 ? rates : p50s));
  const ratios = passes.flatMap((count) => middleOf(turns.splice(0, count).flat())?.median ?? []);
  if (ratios.length < 2) return Number.POSITIVE_INFINITY;
  const mean = sum(ratios) / ratios.length;
  const variance = sum(ratios.map((ratio) => (ratio - mean) ** 2)) / (ratios.length - 1);
  return Math.sqrt(variance / ratios.length) / mean;
}
