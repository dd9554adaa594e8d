// Runs Academy's own tests and examples, and tests of our own, against a Lyceum server. README.md says what that proves, and how.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkTypes } from "./check-types.ts";
import { type Environment, environment } from "./environment.ts";
import { tryExamples } from "./examples-trial.ts";
import { tryHosts } from "./host-trial.ts";
import { runOwnTests } from "./own-tests.ts";
import { type Level, type Outcome, runTests } from "./pytest-run.ts";
import { tryRestarts } from "./restart-trial.ts";
import { AcademyServer } from "./server.ts";

interface Expected {
  readonly collected: number;
  /** Tests that fail, by id, with the cause. */
  readonly failures: Readonly<Record<string, string>>;
}

/** Takes note of what came out otherwise than it should. */
type Part = (place: Environment) => Promise<readonly string[]>;

const PARTS: Readonly<Record<string, Part>> = {
  types: (place) => trial(checkTypes(place)),
  level1: (place) => runLevel(1, place),
  level2: (place) => runLevel(2, place),
  own: runOwn,
  hosts: (place) => trial(tryHosts(place)),
  restarts: (place) => trial(tryRestarts(place)),
  examples: (place) => trial(tryExamples(place)),
};

const HELP = `npm run test:academy -- [options]

  --part <name>     one of ${Object.keys(PARTS).join(", ")}; may be said several times; default all
  --runs <number>   how often to run them; default 1
  --store <kind>    what the server of Academy's tests keeps its state in: sqlite (default) or memory`;

const { values } = parseArgs({
  options: {
    part: { type: "string", multiple: true, default: Object.keys(PARTS) },
    runs: { type: "string", default: "1" },
    store: { type: "string", default: "sqlite" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) console.log(HELP);
else process.exitCode = (await runAll()) ? 0 : 1;

async function runAll(): Promise<boolean> {
  const place = await environment();
  let passed = 0;
  let failed = 0;
  for (let run = 1; run <= Number(values.runs); run++) {
    for (const name of values.part) {
      const part = PARTS[name];
      if (part === undefined) throw new Error(`there is no part ${name}; say one of ${Object.keys(PARTS).join(", ")}`);
      const complaints = await part(place);
      console.log(`run ${run}, ${name}: ${complaints.length === 0 ? "as expected" : "not as expected"}`);
      for (const complaint of complaints) console.error(`  ${complaint}`);
      if (complaints.length === 0) passed += 1;
      else failed += 1;
    }
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0;
}

async function runLevel(level: Level, place: Environment): Promise<readonly string[]> {
  const expected = JSON.parse(await readFile(join(import.meta.dirname, "expected.json"), "utf8")) as Record<string, Expected>;
  await using server = await startServer();
  const outcome = await runTests(level, place, server.url, server.token);
  const { collected, failures, seconds } = outcome;
  console.log(`Academy's tests, level ${level}: ${collected - failures.size} of ${collected} passed in ${seconds.toFixed(1)} s`);
  return differences(outcome, expected[`level${level}`] ?? { collected: 0, failures: {} });
}

async function runOwn(place: Environment): Promise<readonly string[]> {
  await using server = await startServer();
  const { failures, collected } = await runOwnTests(place, server.url, server.token);
  return collected === 0 ? ["no test was collected"] : [...failures].map(([id, why]) => `${id} failed: ${why}`);
}

function startServer(): Promise<AcademyServer> {
  return AcademyServer.start({ store: values.store === "memory" ? "memory" : "sqlite" });
}

async function trial(made: Promise<void>): Promise<readonly string[]> {
  try {
    await made;
    return [];
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
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
