import type { Floors } from "../floors/floors.ts";
import { joined, type Result, type RoundsOptions, runRounds } from "./rounds.ts";
import { standardError } from "./standard-error.ts";
import type { SuiteOptions, SuitePlan } from "./suite.ts";

/**
 * Rounds of a pass. As many rounds in more passes are surer, since a case differs from pass to pass, too; but what a pass opens has to get warm first,
 * which takes about a round.
 */
const ROUNDS = 2;
/** Most rounds of a case whose ratio is not sure, in those that were asked for. */
const TIMES_UNSURE = 3;

/** Results of suites, by their titles. */
export type SuiteResults = Readonly<Record<string, readonly Result[]>>;

/** How suites are gone through. */
export interface PassesOptions extends RoundsOptions {
  /** Rounds of each case, in all passes. */
  readonly rounds: number;
  /** Greatest standard error that will do, as a share of a ratio; absent where `rounds` do, whatever they say. */
  readonly error?: number | undefined;
  readonly suites: SuiteOptions;
  /** Told of all that there is once a suite has ended, so that what a later one meets costs none of it. */
  readonly onResults: (results: SuiteResults) => Promise<void>;
}

/** Cases of a plan. */
export interface Wanted {
  readonly plan: SuitePlan;
  readonly names: ReadonlySet<string>;
}

/**
 * Measures suites: all of them, one after the other, and that in several passes. So the rounds of a case are spread over the whole run, and a neighbour
 * that comes for some minutes disturbs the fewer of them.
 */
export class Passes {
  readonly #floors: Pick<Floors, "of">;
  readonly #options: PassesOptions;
  #results: SuiteResults = {};

  constructor(floors: Pick<Floors, "of">, options: PassesOptions) {
    this.#floors = floors;
    this.#options = options;
  }

  /** Measures cases, beside what was measured of them before. */
  async measure(wanted: readonly Wanted[]): Promise<void> {
    const sure = passesOf(this.#options.rounds);
    const passes = Array.from({ length: TIMES_UNSURE }, () => sure).flat();
    for (const [index, rounds] of passes.entries()) {
      await this.#pass(index < sure.length ? wanted : this.#unsure(wanted), rounds, `pass ${index + 1}`);
    }
  }

  async #pass(wanted: readonly Wanted[], rounds: number, title: string): Promise<void> {
    const { suites, onProgress, onResults } = this.#options;
    for (const { plan, names } of wanted.filter((one) => one.names.size > 0)) {
      await using suite = await plan.open(names, suites);
      const told = (what: string) => onProgress(`${title}, ${what}`);
      const results = await runRounds(suite.cases, this.#floors, { ...this.#options, rounds, onProgress: told });
      onProgress("");
      this.#results = { ...this.#results, [plan.title]: joined(this.#results[plan.title] ?? [], results) };
      await onResults(this.#results);
    }
  }

  /** Those of them whose ratios may still be far from what more rounds would say: by how much they scatter, never by what they are. */
  #unsure(wanted: readonly Wanted[]): Wanted[] {
    const { error = Number.POSITIVE_INFINITY } = this.#options;
    return wanted.map(({ plan, names }) => {
      const unsure = (this.#results[plan.title] ?? []).filter((result) => names.has(result.name) && standardError(result) > error);
      return { plan, names: new Set(unsure.map(({ name }) => name)) };
    });
  }
}

/** How many rounds each pass over the suites has, of so many in all. */
export function passesOf(rounds: number): number[] {
  const passes = Math.max(1, Math.floor(rounds / ROUNDS));
  return Array.from({ length: passes }, (_, pass) => Math.floor((rounds + pass) / passes));
}
