import { type Floors, nameOfFloor } from "./floors.ts";
import { type Figures, measure } from "./measure.ts";
import type { Case } from "./suite.ts";
import { withinLimit } from "./time-limit.ts";

/** More than the slowest takes on a busy machine: something hangs. */
const LIMIT_MS = 120_000;

/** A case and its floor just before it. */
export interface Round {
  readonly floor: Figures;
  readonly own: Figures;
}

/** A case in all its rounds. */
export interface Result {
  readonly name: string;
  /** What it is held against. */
  readonly floor: string;
  readonly rounds: readonly Round[];
}

/** How rounds are run. */
export interface RoundsOptions {
  readonly rounds: number;
  /** Told of each measurement that begins. */
  readonly onProgress: (what: string) => void;
}

/**
 * Measures cases in rounds: floor, case, floor, case; so what disturbs the machine for a while disturbs both sides of a ratio. What is done in
 * batches is done once before, since its first time is cold.
 */
export async function runRounds(
  cases: readonly Case[],
  floors: Pick<Floors, "measure">,
  { rounds, onProgress }: RoundsOptions,
): Promise<Result[]> {
  for (const { name, what, batches } of cases) {
    if (batches === undefined) continue;
    onProgress(`warming up: ${name}`);
    await withinLimit(measure(what), LIMIT_MS, name);
  }
  const results = cases.map(({ name, floor }) => ({ name, floor: nameOfFloor(floor), rounds: [] as Round[] }));
  for (let round = 1; round <= rounds; round += 1) {
    for (const [index, { name, what, floor, batches }] of cases.entries()) {
      onProgress(`round ${round} of ${rounds}: ${name}`);
      const floored = await withinLimit(floors.measure(floor), LIMIT_MS, nameOfFloor(floor));
      results[index]?.rounds.push({ floor: floored, own: await withinLimit(measure(what, batches), LIMIT_MS, name) });
    }
  }
  return results;
}

/** Adds later rounds to those of before, by the names of the cases. */
export function joined(before: readonly Result[], later: readonly Result[]): Result[] {
  const all = Map.groupBy([...before, ...later], ({ name }) => name);
  return [...all.values()].map((results) => ({ ...results[0]!, rounds: results.flatMap(({ rounds }) => rounds) }));
}
