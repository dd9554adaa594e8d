import type { Echo } from "./echo.ts";
import { type Figures, measure } from "./measure.ts";
import type { Case } from "./suite.ts";
import { withinLimit } from "./time-limit.ts";

/** More than the slowest takes on a busy machine: something hangs. */
const LIMIT_MS = 120_000;

/** A case and the echo just before it. */
export interface Round {
  readonly echo: Figures;
  readonly own: Figures;
}

/** A case in all its rounds. */
export interface Result {
  readonly name: string;
  readonly rounds: readonly Round[];
}

/** How rounds are run. */
export interface RoundsOptions {
  readonly rounds: number;
  /** How long the echo is measured, in milliseconds. */
  readonly echoMs: number;
  /** Told of each measurement that begins. */
  readonly onProgress: (what: string) => void;
}

/** Measures cases in rounds: echo, case, echo, case; so what disturbs the machine for a while disturbs both sides of a ratio. */
export async function runRounds(cases: readonly Case[], echo: Echo, { rounds, echoMs, onProgress }: RoundsOptions): Promise<Result[]> {
  const results = cases.map(({ name }) => ({ name, rounds: [] as Round[] }));
  for (let round = 1; round <= rounds; round += 1) {
    for (const [index, { name, what, echo: floor }] of cases.entries()) {
      onProgress(`round ${round} of ${rounds}: ${name}`);
      const echoed = await measure(echo.load(floor.bytes, { outstanding: floor.outstanding, durationMs: echoMs }));
      results[index]?.rounds.push({ echo: echoed, own: await withinLimit(measure(what), LIMIT_MS, name) });
    }
  }
  return results;
}

/** Adds later rounds to those of before, by the names of the cases. */
export function joined(before: readonly Result[], later: readonly Result[]): Result[] {
  const all = Map.groupBy([...before, ...later], ({ name }) => name);
  return [...all].map(([name, results]) => ({ name, rounds: results.flatMap(({ rounds }) => rounds) }));
}
