import { mkdir } from "node:fs/promises";
import { type Baseline, ratiosOf, readBaseline, writeBaseline } from "./baseline.ts";
import type { BenchArguments } from "./bench-arguments.ts";
import { changeTable } from "./change-table.ts";
import { type Change, compare, verdict } from "./compare.ts";
import { Floors } from "./floors.ts";
import { describeMachine, machineLines } from "./machine.ts";
import { passesOf } from "./passes.ts";
import { LOADS, namesOf, STANDINGS } from "./plans.ts";
import { joined, type Result, runRounds } from "./rounds.ts";
import { summariesOf, writeRun } from "./run-file.ts";
import { standardError } from "./standard-error.ts";
import { heldRounds, type StandingResult } from "./standing-rounds.ts";
import { STANDING_LEGEND, standingTable } from "./standing-table.ts";
import type { SuitePlan } from "./suite.ts";
import { type Summary, summarise } from "./summary.ts";
import { LEGEND, tableOf } from "./table.ts";
import { targetTable } from "./target-table.ts";
import { held, TARGETS } from "./targets.ts";

/** Most rounds of what is held: memory differs little from one to the next, and each takes a minute. */
const STANDING_ROUNDS = 2;

/** Most rounds of a case whose ratio is not sure, in those that were asked for. */
const TIMES_UNSURE = 3;

type Wants = (name: string) => boolean;

/** Cases of a suite. */
interface Wanted {
  readonly plan: SuitePlan;
  readonly names: ReadonlySet<string>;
}

/** How suites are gone through once. */
interface Pass {
  readonly rounds: number;
  readonly floors: Floors;
  /** What people who watch are told that it is. */
  readonly title: string;
}

/** One run of the suites. */
export class Bench {
  readonly #args: BenchArguments;
  /** How many rounds each pass has. */
  readonly #passes: readonly number[];
  readonly #machine = describeMachine();
  readonly #suites: Record<string, readonly Result[]> = {};
  readonly #standings: Record<string, readonly StandingResult[]> = {};

  constructor(args: BenchArguments) {
    this.#args = args;
    this.#passes = passesOf(args.rounds);
  }

  async run(): Promise<void> {
    const { suites, wants } = this.#args;
    const baseline = this.#args.compare ? await readBaseline() : undefined;
    for (const line of machineLines(this.#machine)) console.log(line);
    console.log(`\n${LEGEND}`);
    if (suites.profileFolder !== undefined) await mkdir(suites.profileFolder, { recursive: true });
    await using floors = await Floors.start(this.#args.echoMs);
    await this.#measure(floors, wants);
    // What holds memory has no ratio to a floor.
    if (baseline === undefined) await this.#hold();
    else await this.#compare(baseline, floors);
    this.#showTargets();
    if (this.#args.writeBaseline) await this.#writeBaseline();
  }

  /**
   * Measures what is wanted, beside what was measured of it before: all suites, one after the other, and that in several passes. So the rounds of a
   * case are spread over the whole run, and a neighbour that comes for some minutes disturbs the fewer of them.
   */
  async #measure(floors: Floors, wants: Wants): Promise<void> {
    const wanted = LOADS.map((plan): Wanted => ({ plan, names: new Set(namesOf(plan, this.#args).filter(wants)) }));
    const passes = Array.from({ length: TIMES_UNSURE }, () => this.#passes).flat();
    for (const [index, rounds] of passes.entries()) {
      const due = index < this.#passes.length ? wanted : this.#unsure(wanted);
      await this.#pass(due, { rounds, floors, title: `pass ${index + 1}` });
    }
    for (const { plan, names } of wanted.filter((one) => one.names.size > 0)) {
      const shown = (this.#suites[plan.title] ?? []).filter(({ name }) => names.has(name)).map(summarise);
      for (const line of ["", plan.title, ...tableOf(shown)]) console.log(line);
    }
  }

  async #pass(wanted: readonly Wanted[], { rounds, floors, title }: Pass): Promise<void> {
    const { rehearsalMs, suites } = this.#args;
    for (const { plan, names } of wanted.filter((one) => one.names.size > 0)) {
      await using suite = await plan.open(names, suites);
      const results = await runRounds(suite.cases, floors, { rounds, rehearsalMs, onProgress: (what) => onProgress(`${title}, ${what}`) });
      onProgress("");
      this.#suites[plan.title] = joined(this.#suites[plan.title] ?? [], results);
      // After each, so that what a later suite meets costs none of it.
      await this.#writeJson();
    }
  }

  /** Those of them whose ratios may still be far from what more rounds would say: by how much they scatter, never by what they are. */
  #unsure(wanted: readonly Wanted[]): Wanted[] {
    const { error = Number.POSITIVE_INFINITY } = this.#args;
    return wanted.map(({ plan, names }) => {
      const unsure = (this.#suites[plan.title] ?? []).filter((result) => names.has(result.name) && standardError(result.rounds) > error);
      return { plan, names: new Set(unsure.map(({ name }) => name)) };
    });
  }

  async #hold(): Promise<void> {
    for (const [index, plan] of STANDINGS.entries()) {
      const names = namesOf(plan, this.#args);
      if (names.length === 0) continue;
      const results = await heldRounds(plan, names, {
        ...this.#args.suites,
        rounds: Math.min(STANDING_ROUNDS, this.#args.rounds),
        onProgress,
      });
      onProgress("");
      this.#standings[plan.title] = results;
      for (const line of [...(index === 0 ? ["", STANDING_LEGEND] : []), "", plan.title, ...standingTable(results)]) console.log(line);
      await this.#writeJson();
    }
  }

  /** What seems slower is measured again before it counts: a neighbour may have come for a while. */
  async #compare(baseline: Baseline, floors: Floors): Promise<void> {
    let changes = this.#changes(baseline);
    const doubtful = new Set(changes.filter(({ fell }) => fell).map(({ name }) => name));
    if (doubtful.size > 0) {
      console.log(`\nOnce more, to be sure: ${[...doubtful].join("; ")}`);
      await this.#measure(floors, (name) => doubtful.has(name));
      changes = this.#changes(baseline);
    }
    for (const line of ["", ...changeTable(changes), "", verdict(changes)]) console.log(line);
    if (changes.some(({ fell }) => fell)) process.exitCode = 1;
  }

  #changes({ cases }: Baseline): Change[] {
    const wanted = Object.fromEntries(Object.entries(cases).filter(([name]) => this.#args.wants(name)));
    return compare(wanted, this.#ratios());
  }

  #ratios(): Baseline["cases"] {
    return ratiosOf(this.#summaries());
  }

  #summaries(): Summary[] {
    return summariesOf({ suites: this.#suites });
  }

  #showTargets(): void {
    const results = held(TARGETS, this.#summaries(), Object.values(this.#standings).flat());
    if (results.length > 0) for (const line of ["", "targets", ...targetTable(results)]) console.log(line);
  }

  async #writeBaseline(): Promise<void> {
    const others = this.#args.all ? {} : (await readBaseline().catch(() => undefined))?.cases;
    await writeBaseline({ versions: this.#machine.versions, cases: { ...others, ...this.#ratios() } });
    console.log("\nThe ratios are in baseline.json.");
  }

  async #writeJson(): Promise<void> {
    const { json, suites } = this.#args;
    if (json === undefined) return;
    await writeRun(json, { machine: this.#machine, quick: suites.quick, suites: this.#suites, standings: this.#standings });
  }
}

function onProgress(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${what}`);
}
