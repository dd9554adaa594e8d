import { type Floors, nameOfFloor } from "./floors.ts";
import { type Figures, Measurement } from "./measure.ts";
import type { Case } from "./suite.ts";
import { withinLimit } from "./time-limit.ts";

const TURNS = 3;
/** More than the slowest takes on a busy machine: something hangs. */
const LIMIT_MS = 120_000;

/** A case and its floor, in turns. */
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

/** Measures cases in rounds. What is rehearsed is done once before. */
export async function runRounds(
  cases: readonly Case[],
  floors: Pick<Floors, "of">,
  { rounds, onProgress }: RoundsOptions,
): Promise<Result[]> {
  for (const { name, what, rehearsed = false } of cases) {
    if (!rehearsed) continue;
    onProgress(`rehearsal: ${name}`);
    await withinLimit(new Measurement(what).add(), LIMIT_MS, name);
  }
  const results = cases.map(({ name, floor }) => ({ name, floor: nameOfFloor(floor), rounds: [] as Round[] }));
  for (let round = 1; round <= rounds; round += 1) {
    for (const [index, each] of cases.entries()) {
      onProgress(`round ${round} of ${rounds}: ${each.name}`);
      results[index]?.rounds.push(await withinLimit(runRound(each, floors), LIMIT_MS, each.name));
    }
  }
  return results;
}

/** Floor, case, floor, case, floor: what disturbs the machine for a moment disturbs both sides of a ratio. */
async function runRound({ what, floor, turns = TURNS }: Case, floors: Pick<Floors, "of">): Promise<Round> {
  const floored = new Measurement(floors.of(floor, turns + 1));
  const own = new Measurement(what);
  await floored.add();
  for (let turn = 0; turn < turns; turn += 1) {
    await own.add();
    await floored.add();
  }
  return { floor: floored.figures(), own: own.figures() };
}

/** Adds later rounds to those of before, by the names of the cases. */
export function joined(before: readonly Result[], later: readonly Result[]): Result[] {
  const all = Map.groupBy([...before, ...later], ({ name }) => name);
  return [...all.values()].map((results) => ({ ...results[0]!, rounds: results.flatMap(({ rounds }) => rounds) }));
}
