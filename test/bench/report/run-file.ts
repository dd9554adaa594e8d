import { readFile, writeFile } from "node:fs/promises";
import type { Result } from "../measure/rounds.ts";
import type { StandingResult } from "../measure/standing-rounds.ts";
import { type Summary, summarise } from "../measure/summary.ts";
import type { Machine } from "./machine.ts";

/** All that a run of the bench measured, as its JSON has it: suites and standings by their titles. */
export interface Run {
  readonly machine: Machine;
  readonly quick: boolean;
  readonly suites: Readonly<Record<string, readonly Result[]>>;
  readonly standings: Readonly<Record<string, readonly StandingResult[]>>;
}

/** Reads what `npm run bench -- --json` wrote. */
export async function readRun(path: string | URL): Promise<Run> {
  return JSON.parse(await readFile(path, "utf8")) as Run;
}

/** Writes it, in six figures. */
export async function writeRun(path: string | URL, run: Run): Promise<void> {
  const rounded = (_key: string, value: unknown) => (typeof value === "number" ? Number(value.toPrecision(6)) : value);
  await writeFile(path, `${JSON.stringify(run, rounded)}\n`);
}

/** Its cases, summed up. */
export function summariesOf({ suites }: Pick<Run, "suites">): Summary[] {
  return Object.values(suites).flat().map(summarise);
}
