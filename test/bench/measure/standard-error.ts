import { sum } from "./measurement.ts";
import type { Result } from "./rounds.ts";
import { summarise } from "./summary.ts";

/**
 * How far a case's ratio over its floor may be from what ever more passes would say, as a share of it: the standard error of the mean of its passes'
 * ratios (of rates, or of latencies where a rate says nothing). Of passes, since rounds of one are more alike than those of two: they share their
 * servers, and some minutes of the machine. Infinite for fewer than two.
 */
export function standardError({ name, floor, rounds, passes }: Pick<Result, "name" | "floor" | "rounds" | "passes">): number {
  const ends = passes.map((_, index) => sum(passes.slice(0, index + 1)));
  const summaries = passes.map((count, index) => summarise({ name, floor, rounds: rounds.slice(ends[index]! - count, ends[index]) }));
  const ratios = summaries.flatMap(({ rateRatio, p50Ratio }) => (rateRatio ?? p50Ratio)?.median ?? []);
  if (ratios.length < 2) return Number.POSITIVE_INFINITY;
  const mean = sum(ratios) / ratios.length;
  const variance = sum(ratios.map((ratio) => (ratio - mean) ** 2)) / (ratios.length - 1);
  return Math.sqrt(variance / ratios.length) / mean;
}
