import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Breakage } from "./breakages.ts";
import type { FaultKind } from "./faults.ts";
import type { FleetSize } from "./fleet.ts";
import { runTrial, type TrialResult } from "./trial.ts";

// `npm run faults`: a trial of chosen length. `--full` is the whole of it, and writes its result where it is kept.

const FULL = { faults: 1_000, messages: 1_000_000 } as const;
const SIZE: FleetSize = { typescriptHosts: 3, pythonHosts: 1, callers: 3, guests: 1, managed: true, rate: 4_000, window: 1_500 };
const RESULT = join(import.meta.dirname, "results/full.json");
const SHOWN = 8;

const { values } = parseArgs({
  options: {
    full: { type: "boolean", default: false },
    seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
    faults: { type: "string", default: "100" },
    messages: { type: "string", default: "0" },
    "pause-ms": { type: "string", default: "950" },
    kinds: { type: "string" },
    broken: { type: "string" },
  },
});

const seed = Number(values.seed);
const goal = values.full ? FULL : { faults: Number(values.faults), messages: Number(values.messages) };
const smaller = goal.faults < FULL.faults || goal.messages < FULL.messages;
const commit = execFileSync("git", ["rev-parse", "HEAD"], { cwd: import.meta.dirname, encoding: "utf8" }).trim();
console.log(`seed ${seed}: ${goal.faults} faults, ${goal.messages} messages${smaller ? " (a smaller run than --full)" : ""}, at ${commit}`);

const startTime = new Date().toISOString();
const result = await runTrial({
  seed,
  size: SIZE,
  faults: goal.faults,
  meanPauseMs: Number(values["pause-ms"]),
  kinds: values.kinds?.split(",") as FaultKind[] | undefined,
  breakage: values.broken as Breakage | undefined,
  quietMs: 120_000,
  progress: (line) => console.log(`${new Date().toISOString()} ${line}`),
  enough: (fleet) => fleet.messages >= goal.messages,
});
report(result);

function report({ violations, ...rest }: TrialResult): void {
  const { requests, events, answers } = rest.counts;
  const faults = Object.values(rest.faults).reduce((sum, count) => sum + count, 0);
  const messages = requests + events + answers;
  const complete = faults >= FULL.faults && messages >= FULL.messages;
  const run = complete ? "full" : `smaller than full: ${faults} of ${FULL.faults} faults, ${messages} of ${FULL.messages} messages`;
  const summary = { run, startTime, commit, messages, totalFaults: faults, violations: violations.length, ...rest, size: SIZE };
  console.log(JSON.stringify(summary, undefined, 2));
  for (const { rule, what, events: proof } of violations.slice(0, SHOWN)) {
    console.log(`${rule}: ${what}`);
    for (const event of proof) console.log(`  ${JSON.stringify(event)}`);
  }
  if (values.full && complete) {
    mkdirSync(join(RESULT, ".."), { recursive: true });
    writeFileSync(RESULT, `${JSON.stringify({ ...summary, found: violations.slice(0, SHOWN) }, undefined, 2)}\n`);
  }
  process.exitCode = violations.length === 0 ? 0 : 1;
}
