import { mkdir } from "node:fs/promises";
import type { BenchArguments } from "./bench-arguments.ts";
import { Floors } from "./floors/floors.ts";
import { Passes, type SuiteResults, type Wanted } from "./measure/passes.ts";
import { heldRounds, type StandingResult } from "./measure/standing-rounds.ts";
import { type Summary, summarise } from "./measure/summary.ts";
import { LOADS, namesOf, STANDINGS } from "./plans.ts";
import { type Baseline, ratiosOf, readBaseline, writeBaseline } from "./report/baseline.ts";
import { changeTable } from "./report/change-table.ts";
import { type Change, compare, verdict } from "./report/compare.ts";
import { describeMachine, machineLines } from "./report/machine.ts";
import { summariesOf, writeRun } from "./report/run-file.ts";
import { STANDING_LEGEND, standingTable } from "./report/standing-table.ts";
import { LEGEND, tableOf } from "./report/table.ts";
import { targetTable } from "./report/target-table.ts";
import { held, TARGETS } from "./report/targets.ts";

/** Most rounds of what is held: memory differs little from one to the next, and each takes a minute. */
const STANDING_ROUNDS = 2;

/** One run of the suites. */
export class Bench {
  readonly #args: BenchArguments;
  readonly #machine = describeMachine();
  #suites: SuiteResults = {};
  readonly #standings: Record<string, readonly StandingResult[]> = {};

  constructor(args: BenchArguments) {
    this.#args = args;
  }

  async run(): Promise<void> {
    const { suites } = this.#args;
    const baseline = this.#args.compare ? await readBaseline() : undefined;
    for (const line of machineLines(this.#machine)) console.log(line);
    console.log(`\n${LEGEND}`);
    if (suites.profileFolder !== undefined) await mkdir(suites.profileFolder, { recursive: true });
    await using floors = await Floors.start(this.#args.echoMs);
    const passes = new Passes(floors, { ...this.#args, onProgress, onResults: (results) => this.#keep(results) });
    await this.#measure(passes, this.#args.wants);
    // What holds memory has no ratio to a floor.
    if (baseline === undefined) await this.#hold();
    else await this.#compare(baseline, passes);
    this.#showTargets();
    if (this.#args.writeBaseline) await this.#writeBaseline();
  }

  async #measure(passes: Passes, wants: BenchArguments["wants"]): Promise<void> {
    const wanted = LOADS.map((plan): Wanted => ({ plan, names: new Set(namesOf(plan, this.#args).filter(wants)) }));
    await passes.measure(wanted);
    for (const { plan, names } of wanted.filter((one) => one.names.size > 0)) {
      const shown = (this.#suites[plan.title] ?? []).filter(({ name }) => names.has(name)).map(summarise);
      for (const line of ["", plan.title, ...tableOf(shown)]) console.log(line);
    }
  }

  async #keep(results: SuiteResults): Promise<void> {
    this.#suites = results;
    await this.#writeJson();
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
  async #compare(baseline: Baseline, passes: Passes): Promise<void> {
    let changes = this.#changes(baseline);
    const doubtful = new Set(changes.filter(({ fell }) => fell).map(({ name }) => name));
    if (doubtful.size > 0) {
      console.log(`\nOnce more, to be sure: ${[...doubtful].join("; ")}`);
      await this.#measure(passes, (name) => doubtful.has(name));
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
