// Prints how far two runs are apart: `node test/bench/agree.ts <one.json> <other.json>`, both written by `npm run bench -- --json`.
import { type Baseline, ratiosOf } from "./report/baseline.ts";
import { changeTable } from "./report/change-table.ts";
import { compare } from "./report/compare.ts";
import { readRun, summariesOf } from "./report/run-file.ts";

/** Medians of two runs of the same code are to be closer than this. */
const CLOSE = 0.15;

const [one, other] = process.argv.slice(2);
if (one === undefined || other === undefined) throw new Error("name the JSON files of two runs");
const changes = compare(await ratiosIn(one), await ratiosIn(other));
const apart = changes.filter(({ change }) => change !== undefined && Math.abs(change) >= CLOSE);
for (const line of [...changeTable(changes), ""]) console.log(line);
const compared = changes.filter(({ change }) => change !== undefined).length;
console.log(`${compared - apart.length} of ${compared} medians are less than ${100 * CLOSE} % apart`);
for (const { name, change = 0 } of apart) console.log(`  ${name}: ${Math.round(100 * change)} %`);

async function ratiosIn(path: string): Promise<Baseline["cases"]> {
  return ratiosOf(summariesOf(await readRun(path)));
}
