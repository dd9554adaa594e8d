// Times one Academy program on Academy's HTTP exchange, on a Redis server, and on a Lyceum server.
import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Environment, environment } from "./environment.ts";
import { runPython } from "./python-program.ts";
import { RedisServer } from "./redis-server.ts";
import { AcademyServer } from "./server.ts";

const PROGRAM = join(import.meta.dirname, "programs/bench.py");

interface Figures {
  readonly round_trip_ms: number;
  readonly p95_ms: number;
  readonly per_second: number;
  readonly large_ms: number;
}

type Measure = (place: Environment) => Promise<Figures>;

const EXCHANGES: Readonly<Record<string, Measure>> = {
  "Academy's HTTP exchange (in memory)": (place) => measured(place, ["http"]),
  "Redis (in memory)": (place) => onRedis(place, false),
  "Redis (on disk before it answers)": (place) => onRedis(place, true),
  "Lyceum (in memory)": (place) => onLyceum(place, "memory"),
  "Lyceum (on disk before it answers)": (place) => onLyceum(place, "sqlite"),
};

const HELP = `npm run bench:academy -- [options]

  --rounds <number>  default 3; each round measures every exchange once, and the medians are told
  --json <file>      write all rounds down, too`;

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "3" }, json: { type: "string" }, help: { type: "boolean", default: false } },
});

if (values.help) console.log(HELP);
else await bench();

async function bench(): Promise<void> {
  const place = await environment();
  const rounds: Record<string, Figures[]> = Object.fromEntries(Object.keys(EXCHANGES).map((name) => [name, []]));
  for (let round = 0; round < Number(values.rounds); round++)
    for (const [name, measure] of Object.entries(EXCHANGES)) rounds[name]?.push(await measure(place));
  console.log(`${cpus().length} cores of ${cpus()[0]?.model.trim()}; medians of ${values.rounds} rounds\n`);
  console.log("| exchange | one action, ms | its 95th percentile, ms | actions a second, 50 in flight | 200 kB there and back, ms |");
  console.log("|---|---:|---:|---:|---:|");
  for (const [name, figures] of Object.entries(rounds)) {
    const of = (key: keyof Figures) => median(figures.map((each) => each[key]));
    const cells = [of("round_trip_ms").toFixed(2), of("p95_ms").toFixed(2), of("per_second").toFixed(0), of("large_ms").toFixed(1)];
    console.log(`| ${name} | ${cells.join(" | ")} |`);
  }
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(rounds, undefined, 2)}\n`);
}

async function onRedis(place: Environment, durable: boolean): Promise<Figures> {
  await using redis = await RedisServer.start(durable);
  return await measured(place, ["redis", String(redis.port)]);
}

async function onLyceum(place: Environment, store: "memory" | "sqlite"): Promise<Figures> {
  await using server = await AcademyServer.start({ store });
  return await measured(place, ["lyceum"], { LYCEUM_URL: server.url, LYCEUM_TOKEN: server.token });
}

async function measured(place: Environment, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Figures> {
  const text = await runPython(place, PROGRAM, args, env);
  return JSON.parse(text.trim().split("\n").at(-1) ?? "") as Figures;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
}
