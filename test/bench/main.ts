// Measures Lyceum beside a bare grpc-js echo. README.md says what and how to read it.
import { mkdir, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { events } from "./cases/events.ts";
import { exits } from "./cases/exit.ts";
import { launches } from "./cases/launch.ts";
import { roundTrips } from "./cases/round-trip.ts";
import { Echo } from "./echo.ts";
import { describeMachine, machineLines } from "./machine.ts";
import { type Result, runRounds } from "./rounds.ts";
import type { SuiteOptions, SuitePlan } from "./suite.ts";
import { summarise } from "./summary.ts";
import { LEGEND, tableOf } from "./table.ts";

const PLANS: readonly SuitePlan[] = [roundTrips, events, launches, exits];

const HELP = `npm run bench -- [options]

  --only <text>      measure the cases alone whose names have this text; may be said several times
  --list             name the cases, and measure nothing
  --quick            one round of fewer cases, in half a minute
  --rounds <number>  default 3
  --json <file>      write all rounds down, too
  --profile <folder> write CPU profiles of the servers there`;

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: [] },
    list: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    rounds: { type: "string" },
    json: { type: "string" },
    profile: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

// Its programs are told to end when it exits.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

if (values.help) console.log(HELP);
else if (values.list) for (const plan of PLANS) for (const name of wanted(plan)) console.log(name);
else await bench().catch(fail);

async function bench(): Promise<void> {
  const machine = describeMachine();
  for (const line of machineLines(machine)) console.log(line);
  console.log(`\n${LEGEND}`);
  if (values.profile !== undefined) await mkdir(values.profile, { recursive: true });
  const suites: Record<string, readonly Result[]> = {};
  await using echo = await Echo.start();
  for (const plan of PLANS) {
    const names = wanted(plan);
    if (names.size === 0) continue;
    const results = await measured(plan, names, echo);
    suites[plan.title] = results;
    for (const line of ["", plan.title, ...tableOf(results.map(summarise))]) console.log(line);
    // After each, so that what a later suite meets costs none of it.
    if (values.json !== undefined) await writeFile(values.json, jsonOf({ machine, quick: values.quick, suites }));
  }
}

function jsonOf(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

async function measured(plan: SuitePlan, names: ReadonlySet<string>, echo: Echo): Promise<Result[]> {
  await using suite = await plan.open(names, suiteOptions());
  const onProgress = (what: string) => void (process.stderr.isTTY && process.stderr.write(`\r\u001B[K${what}`));
  const results = await runRounds(suite.cases, echo, { rounds: rounds(), echoMs: values.quick ? 250 : 600, onProgress });
  onProgress("");
  return results;
}

function wanted(plan: SuitePlan): ReadonlySet<string> {
  const names = plan.names(suiteOptions());
  return new Set(values.only.length === 0 ? names : names.filter((name) => values.only.some((text) => name.includes(text))));
}

function suiteOptions(): SuiteOptions {
  return { durationMs: values.quick ? 400 : 1_000, quick: values.quick, profileFolder: values.profile };
}

function rounds(): number {
  const count = Number(values.rounds ?? (values.quick ? 1 : 3));
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`--rounds must be a whole number from 1: ${values.rounds}`);
  return count;
}

/** Shows an error, and those that hid it when it was on its way out of a block. */
function fail(error: unknown): void {
  if (error instanceof SuppressedError) {
    fail(error.suppressed);
    fail(error.error);
    return;
  }
  console.error(error);
  process.exitCode = 1;
}
