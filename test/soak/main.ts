// Loads a server for an hour (or as many minutes as `--minutes` says) and shows that nothing it holds grows.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Served } from "../support/served.ts";
import { chart } from "./chart.ts";
import { levels } from "./level.ts";
import { Load } from "./load.ts";
import { type Sample, takeSample } from "./sample.ts";

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "60" }, out: { type: "string", default: "test/soak/results" } },
});
const totalS = Number(values.minutes) * 60;
const everyS = Math.max(1, totalS / 360);

/** What is over is kept for minutes in place of days, so that within the run as much is forgotten as is added: what still grows is a leak. */
const KEEP_MS = 300_000;
const limits = { outcomeMs: KEEP_MS, eventMs: KEEP_MS, requestIdMs: KEEP_MS, gravestoneMs: KEEP_MS, deadLetterMs: KEEP_MS };

const folder = await mkdtemp(join(tmpdir(), "lyceum-soak-"));
const data = join(folder, "data");
const config = join(folder, "config.json");
await writeFile(config, JSON.stringify({ limits }));
try {
  const agents = join(import.meta.dirname, "../fixtures/agents");
  await using server = await Served.start({ dataFolder: data, agents, flags: ["--config", config] });
  const load = new Load({ url: server.url, token: await server.token() });
  const running = load.run();
  const samples: Sample[] = [];
  const startMs = performance.now();
  for (let atS = 0; atS < totalS; atS = (performance.now() - startMs) / 1_000) {
    await Promise.race([pause(everyS * 1_000), running]);
    samples.push(takeSample(server.pid, data, (performance.now() - startMs) / 1_000, load.calls));
  }
  load.stop();
  await running;
  process.exitCode = await report(samples, load);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function report(samples: readonly Sample[], load: Load): Promise<number> {
  const found = levels(samples);
  console.log(
    `${values.minutes} minutes: ${load.calls} calls, ${load.launches} agents launched and ended, ${load.clients} clients came and went`,
  );
  console.table(
    Object.fromEntries(found.map(({ name, before, after, level }) => [name, { "third quarter": before, "last quarter": after, level }])),
  );
  const result = {
    minutes: Number(values.minutes),
    calls: load.calls,
    launches: load.launches,
    clients: load.clients,
    levels: found,
    samples,
  };
  await writeFile(join(values.out, "soak.json"), `${JSON.stringify(result, undefined, 1)}\n`);
  await writeFile(join(values.out, "soak.svg"), chart(samples));
  return found.every(({ level }) => level) ? 0 : 1;
}
