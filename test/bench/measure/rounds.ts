import { type Floors, nameOfFloor } from "../floors/floors.ts";
import { CalmRounds, type Round } from "./calm-rounds.ts";
import { Measurement } from "./measurement.ts";
import { Steal } from "./steal.ts";
import type { Case } from "./suite.ts";
import { withinLimit } from "./time-limit.ts";
import { turnRatios } from "./turn-ratios.ts";

/** Many short ones: a machine changes within a second, and what is half a second apart does not go up and down together. */
const TURNS = 12;
/** As many more rounds as a case may have, while some of its own were disturbed. */
const REPEATS = 1;
/** More than the slowest takes on a busy machine: something hangs. */
const LIMIT_MS = 120_000;

/** A case in all its rounds. */
export interface Result {
  readonly name: string;
  /** What it is held against. */
  readonly floor: string;
  readonly rounds: readonly Round[];
  /** How many of them each pass has: those of one share what was started for it. */
  readonly passes: readonly number[];
  /** Rounds that were done again, since others had the processors; they do not count. */
  readonly disturbed: readonly Round[];
}

/** How rounds are run. */
export interface RoundsOptions {
  readonly rounds: number;
  /** How long each case is done beforehand, once at least, in milliseconds: until what compiles as it runs has done so. */
  readonly rehearsalMs: number;
  /** Told of each measurement that begins. */
  readonly onProgress: (what: string) => void;
  /** Begins to watch what others take of the processors; default: by what the system says. */
  readonly watchSteal?: () => Steal;
}

/** Measures cases in rounds, all of which find them warm; those that were disturbed are done again after the last. */
export async function runRounds(
  cases: readonly Case[],
  floors: Pick<Floors, "of">,
  { rounds, rehearsalMs, onProgress, watchSteal = () => new Steal() }: RoundsOptions,
): Promise<Result[]> {
  for (const each of cases) {
    onProgress(`rehearsal: ${each.name}`);
    await withinLimit(rehearse(each, floors, rehearsalMs * (each.rehearsals ?? 1)), LIMIT_MS, each.name);
  }
  const measured = cases.map((each) => ({ each, calm: new CalmRounds(rounds) }));
  for (let round = 1; round <= rounds + REPEATS; round += 1) {
    const which = round > rounds ? "once more" : `round ${round} of ${rounds}`;
    for (const { each, calm } of measured.filter((one) => !one.calm.complete)) {
      onProgress(`${which}: ${each.name}`);
      calm.add(await withinLimit(runRound(each, floors, watchSteal), LIMIT_MS, each.name));
    }
  }
  return measured.map(({ each: { name, floor }, calm: { counted, disturbed } }) => {
    return { name, floor: nameOfFloor(floor), rounds: counted, passes: [counted.length], disturbed };
  });
}

async function rehearse(each: Case, floors: Pick<Floors, "of">, durationMs: number): Promise<void> {
  const { floored, own } = begin(each, floors);
  // Floors outlive passes, and were warm when the run began.
  await floored.add();
  const endMs = performance.now() + durationMs;
  do await own.add();
  while (performance.now() < endMs);
}

/** Floor, case, floor, case, floor: what disturbs the machine for a moment disturbs both sides of a ratio. */
async function runRound(each: Case, floors: Pick<Floors, "of">, watchSteal: () => Steal): Promise<Round> {
  const { floored, own, turns } = begin(each, floors);
  const steal = watchSteal();
  await floored.add();
  for (let turn = 0; turn < turns; turn += 1) {
    await own.add();
    await floored.add();
  }
  return { floor: floored.figures(), own: own.figures(), turns: turnRatios(floored.samples, own.samples), steal: steal.share() };
}

function begin({ what, floor, turns = TURNS }: Case, floors: Pick<Floors, "of">) {
  return { floored: new Measurement(floors.of(floor, turns + 1)), own: new Measurement(what), turns };
}

/** Adds later rounds to those of before, by the names of the cases. */
export function joined(before: readonly Result[], later: readonly Result[]): Result[] {
  const all = Map.groupBy([...before, ...later], ({ name }) => name);
  return [...all.values()].map((results) => ({
    ...results[0]!,
    rounds: results.flatMap(({ rounds }) => rounds),
    passes: results.flatMap(({ passes }) => passes),
    disturbed: results.flatMap(({ disturbed }) => disturbed),
  }));
}
