// Commits two runs to results/, with what they say: `node test/bench/record.ts <first.json> <second.json>`, both written by `npm run bench -- --json`.
// Writes both files, the tables of results/README.md, and a baseline of the rounds of both.
import { readFile, writeFile } from "node:fs/promises";
import { joined } from "./measure/rounds.ts";
import { summarise } from "./measure/summary.ts";
import { SECTIONS } from "./plans.ts";
import { ratiosOf, writeBaseline } from "./report/baseline.ts";
import { heldTable, loadTable, metTable, withTable } from "./report/results-tables.ts";
import { type Run, readRun, summariesOf, writeRun } from "./report/run-file.ts";
import { held, TARGETS } from "./report/targets.ts";

const RESULTS = new URL("results/", import.meta.url);
const README = new URL("README.md", RESULTS);

const [one, other] = process.argv.slice(2);
if (one === undefined || other === undefined) throw new Error("name the JSON files of two runs");
const [first, second] = [await readRun(one), await readRun(other)];
await writeRun(new URL("first.json", RESULTS), first);
await writeRun(new URL("second.json", RESULTS), second);
await writeBaseline({ versions: first.machine.versions, cases: ratiosOf(joined(resultsOf(first), resultsOf(second)).map(summarise)) });
await writeFile(README, tablesIn(await readFile(README, "utf8"), [first, second]));

function resultsOf({ suites }: Run) {
  return Object.values(suites).flat();
}

function heldOf({ standings }: Run) {
  return Object.values(standings).flat();
}

function tablesIn(markdown: string, runs: readonly Run[]): string {
  const targets = metTable(runs.map((run) => held(TARGETS, summariesOf(run), heldOf(run))));
  const loads = Object.entries(SECTIONS).map(([heading, plans]) => {
    const titles = plans.map(({ title }) => title);
    const summaries = runs.map(({ suites }) => titles.flatMap((title) => suites[title] ?? []).map(summarise));
    return [heading, loadTable(summaries)] as const;
  });
  const tables = [["Targets", targets], ...loads, ["What is held", heldTable(runs.map(heldOf))]] as const;
  return tables.reduce((text, [heading, table]) => withTable(text, heading, table), markdown);
}
