import type { Middle } from "../measure/summary.ts";
import type { Ratios } from "./baseline.ts";

/** Part of the throughput whose loss is no noise. */
const FIFTH = 0.2;

/** A case now, beside what it was. */
export interface Change {
  readonly name: string;
  /** What is compared: the rate over the floor's, or the latency of a case that has no rate. */
  readonly ratio: "RATE" | "P50";
  /** Absent for a case that the baseline does not know. */
  readonly before: Middle | undefined;
  /** Absent for a case that was not measured. */
  readonly now: Middle | undefined;
  /** Throughput now over that before, less 1; absent where one of them is. */
  readonly change: number | undefined;
  /** Whether throughput fell by more than a fifth, and beyond the spread: the best round of now is worse than the worst of before. */
  readonly fell: boolean;
}

/** Compares ratios, those of the baseline first, by name. */
export function compare(before: Readonly<Record<string, Ratios>>, now: Readonly<Record<string, Ratios>>): Change[] {
  return Object.keys({ ...before, ...now }).map((name) => changeOf(name, before[name], now[name]));
}

function changeOf(name: string, before: Ratios | undefined, now: Ratios | undefined): Change {
  const ratio = (now ?? before)?.rate === undefined ? "P50" : "RATE";
  const of = (ratios: Ratios | undefined) => (ratio === "RATE" ? ratios?.rate : ratios?.p50);
  const [was, is] = [of(before), of(now)];
  if (was === undefined || is === undefined) return { name, ratio, before: was, now: is, change: undefined, fell: false };
  const [old, fresh] = ratio === "RATE" ? [was, is] : [throughput(was), throughput(is)];
  const change = fresh.median / old.median - 1;
  return { name, ratio, before: was, now: is, change, fell: change < -FIFTH && fresh.greatest < old.least };
}

/** What a latency is as a throughput: its inverse, so that the greatest is the best. */
function throughput({ median, least, greatest }: Middle): Middle {
  return { median: 1 / median, least: 1 / greatest, greatest: 1 / least };
}

/** Says what came of a comparison, in a sentence. */
export function verdict(changes: readonly Change[]): string {
  const fallen = changes.filter(({ fell }) => fell);
  const compared = changes.filter(({ change }) => change !== undefined).length;
  const fresh = changes.filter(({ before }) => before === undefined).length;
  const absent = changes.filter(({ now }) => now === undefined).length;
  const others = [...(fresh > 0 ? [`${fresh} not in the baseline`] : []), ...(absent > 0 ? [`${absent} not measured`] : [])];
  const extent = `${compared} compared${others.length > 0 ? `, ${others.join(", ")}` : ""}`;
  if (fallen.length === 0) return `No case lost more than a fifth of its throughput beyond the spread (${extent}).`;
  const list = fallen.map(({ name, change = 0 }) => `${name} (${Math.round(change * 100)} %)`).join("; ");
  return `Slower: ${fallen.length === 1 ? "one case" : `${fallen.length} cases`} lost more than a fifth of the throughput, beyond the spread: ${list} (${extent}).`;
}
