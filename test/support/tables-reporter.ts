import type { Reporter, TestCase, TestModule } from "vitest/node";
import { academyBugs } from "../tables/academy-bugs.ts";
import { cases } from "../tables/cases.ts";
import type { Row } from "../tables/row.ts";

const TAG = /\[([^\]]+)\]/g;

const tables: Readonly<Record<string, readonly Row[]>> = { "Academy's faults": academyBugs, "users' cases": cases };

/** Fails a whole run in which a row of a table was proved by no test that passed. `npm test` uses it; a run of some files does not. */
export default class TablesReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const proved = new Set<string>();
    for (const module of modules) {
      for (const test of module.children.allTests("passed")) for (const tag of tagsOf(test)) proved.add(tag);
    }
    for (const [name, rows] of Object.entries(tables)) this.#hold(name, rows, proved);
  }

  #hold(name: string, rows: readonly Row[], proved: ReadonlySet<string>): void {
    const provable = rows.filter(({ noTest }) => noTest === undefined);
    const unproved = provable.filter(({ tag }) => !proved.has(tag));
    console.log(
      `${name}: ${provable.length - unproved.length} of ${provable.length} proved by tests, ${rows.length - provable.length} with a reason for none`,
    );
    for (const { tag, what } of unproved) console.error(`no test that passed carries [${tag}]: ${what}`);
    if (unproved.length > 0) process.exitCode = 1;
  }
}

function tagsOf(test: TestCase): string[] {
  return [...test.fullName.matchAll(TAG)].map((match) => match[1] ?? "");
}
