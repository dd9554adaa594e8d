import { readFile, writeFile } from "node:fs/promises";
import type { Middle, Summary } from "../measure/summary.ts";

/** Ratios of a case to its floor. */
export interface Ratios {
  /** Rate over the floor's; absent where a rate says nothing. */
  readonly rate?: Middle | undefined;
  /** Median latency over the floor's. */
  readonly p50?: Middle | undefined;
}

/** Ratios that later ones are compared with, by the names of their cases. It has no times: those are the machine's. */
export interface Baseline {
  /** What took part, for people. */
  readonly versions: Readonly<Record<string, string>>;
  readonly cases: Readonly<Record<string, Ratios>>;
}

/** Where it is, in the repository. */
export const BASELINE = new URL("../baseline.json", import.meta.url);

/** Fewest rounds that have a spread worth keeping. */
export const BASELINE_ROUNDS = 3;

/** What summaries say in ratios. */
export function ratiosOf(summaries: readonly Summary[]): Record<string, Ratios> {
  return Object.fromEntries(summaries.map(({ name, rateRatio, p50Ratio }) => [name, { rate: rateRatio, p50: p50Ratio }]));
}

/**
 * Reads the committed one.
 * @throws Error when there is none.
 */
export async function readBaseline(): Promise<Baseline> {
  try {
    return JSON.parse(await readFile(BASELINE, "utf8")) as Baseline;
  } catch (cause) {
    throw new Error("there is no baseline to compare with; write one by --write-baseline", { cause });
  }
}

/** Writes it, in four figures. */
export async function writeBaseline(baseline: Baseline): Promise<void> {
  const rounded = (_key: string, value: unknown) => (typeof value === "number" ? Number(value.toPrecision(4)) : value);
  await writeFile(BASELINE, `${JSON.stringify(baseline, rounded, 2)}\n`);
}
