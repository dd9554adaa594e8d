import { atRank, type Sample } from "./measurement.ts";

/** A case over its floor, turn by turn: each turn over the mean of the two of its floor that it is between. */
export interface TurnRatios {
  /** Of rates; empty where a rate says nothing. */
  readonly rates: readonly number[];
  /** Of median latencies. */
  readonly p50s: readonly number[];
}

/** @param floored one more than there are of `own`. */
export function turnRatios(floored: readonly Sample[], own: readonly Sample[]): TurnRatios {
  const ratios = (value: (sample: Sample) => number) =>
    own.map((sample, turn) => (2 * value(sample)) / (value(floored[turn]!) + value(floored[turn + 1]!))).filter(Number.isFinite);
  return { rates: ratios(rateOf), p50s: ratios(p50Of) };
}

function rateOf({ count, tookMs = Number.NaN }: Sample): number {
  return count / tookMs;
}

function p50Of({ latenciesMs }: Sample): number {
  return atRank(
    latenciesMs.toSorted((one, other) => one - other),
    0.5,
  );
}
