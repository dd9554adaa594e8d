import type { Round } from "./calm-rounds.ts";
import { sum } from "./measurement.ts";
import { middleOf } from "./summary.ts";

/**
 * How far a case's ratio over its floor may be from what ever more rounds would say, as a share of it: the standard error of the mean of its rounds'
 * ratios (of rates, or of latencies where a rate says nothing). Infinite for fewer than two rounds.
 */
export function standardError(rounds: readonly Pick<Round, "turns">[]): number {
  const ratios = rounds.flatMap(({ turns: { rates, p50s } }) => middleOf(rates.length > 0 ? rates : p50s)?.median ?? []);
  if (ratios.length < 2) return Number.POSITIVE_INFINITY;
  const mean = sum(ratios) / ratios.length;
  const variance = sum(ratios.map((ratio) => (ratio - mean) ** 2)) / (ratios.length - 1);
  return Math.sqrt(variance / ratios.length) / mean;
}
