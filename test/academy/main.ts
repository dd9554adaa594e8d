// Runs the tests that Academy was released with against a Lyceum server. README.md says what that proves, and how.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Environment, environment } from "./environment.ts";
import { type Level, type Outcome, runTests } from "./pytest-run.ts";
import { AcademyServer } from "./server.ts";

interface Expected {
  readonly collected: number;
  /** Tests that fail, by id, with the cause. */
  readonly failures: Readonly<Record<string, string>>;
}

const HELP = `npm run test:academy -- [options]

  --runs <number>   how often to run it all; default 1
  --level <1|2>     only the tests over each exchange (1), or all that use one by a fixture, too (2); default both
  --store <kind>    sqlite (default) or memory`;

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "1" },
    level: { type: "string", multiple: true, default: ["1", "2"] },
    store: { type: "string", default: "sqlite" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) console.log(HELP);
else process.exitCode = (await runAll()) ? 0 : 1;

async function runAll(): Promise<boolean> {
  const expected = JSON.parse(await readFile(join(import.meta.dirname, "expected.json"), "utf8")) as Record<string, Expected>;
  const place = await environment();
  let passed = 0;
  let failed = 0;
  for (let run = 1; run <= Number(values.runs); run++) {
    for (const text of values.level) {
      const level = Number(text) as Level;
      const complaints = await runLevel(level, place, expected[`level${level}`]);
      for (const complaint of complaints) console.error(`level ${level}, run ${run}: ${complaint}`);
      if (complaints.length === 0) passed += 1;
      else failed += 1;
    }
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0;
}

async function runLevel(level: Level, place: Environment, expected: Expected | undefined): Promise<readonly string[]> {
  if (expected === undefined) throw new Error(`there is no level ${level}: say 1 or 2`);
  await using server = await AcademyServer.start({ store: values.store === "memory" ? "memory" : "sqlite" });
  const outcome = await runTests(level, place, server.url, server.token);
  const { collected, failures, seconds } = outcome;
  console.log(`Academy's tests, level ${level}: ${collected - failures.size} of ${collected} passed in ${seconds.toFixed(1)} s`);
  return differences(outcome, expected);
}

/** What came out otherwise than it is written down: a known failure that is gone is one, too. */
function differences({ collected, failures }: Outcome, expected: Expected): readonly string[] {
  const complaints: string[] = [];
  if (collected !== expected.collected) complaints.push(`${collected} tests were collected, not ${expected.collected}`);
  for (const [id, why] of failures) if (!(id in expected.failures)) complaints.push(`${id} failed: ${why}`);
  for (const [id, cause] of Object.entries(expected.failures))
    if (!failures.has(id)) complaints.push(`${id} did not fail, though it should for this cause: ${cause}; take it from expected.json`);
  return complaints;
}
