import type { Reporter, TestCase, TestModule } from "vitest/node";
import { academyBugs } from "../tables/academy-bugs.ts";

const TAG = /\[([^\]]+)\]/g;

/** Fails a whole run in which a row of a table was proved by no test that passed. `npm test` uses it; a run of some files does not. */
export default class TablesReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const proved = new Set<string>();
    for (const module of modules) {
      for (const test of module.children.allTests("passed")) for (const tag of tagsOf(test)) proved.add(tag);
    }
    const unproved = academyBugs.filter(({ tag, noCounterpart }) => noCounterpart === undefined && !proved.has(tag));
    const provable = academyBugs.filter(({ noCounterpart }) => noCounterpart === undefined).length;
    console.log(
      `Academy's faults: ${provable - unproved.length} of ${provable} proved absent, ${academyBugs.length - provable} have no counterpart here`,
    );
    for (const { tag, fault } of unproved) console.error(`no test that passed carries [${tag}]: ${fault}`);
    if (unproved.length > 0) process.exitCode = 1;
  }
}

function tagsOf(test: TestCase): string[] {
  return [...test.fullName.matchAll(TAG)].map((match) => match[1] ?? "");
}
