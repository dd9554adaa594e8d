// Federated learning in three languages: sites in Python train on data that they keep, an aggregator in TypeScript averages, and a
// program in Go launches them, kills one, waits and reports.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DemoServer } from "../demo-server.ts";

const CLIENTS = join(import.meta.dirname, "../../..");
const PYTHON = join(CLIENTS, "python");
const GO = join(CLIENTS, "go");
const AGGREGATOR = join(import.meta.dirname, "aggregator.ts");

const startMs = performance.now();
console.log("Set-up: Python with scikit-learn, whose digits the sites learn, and the program in Go ...");
await succeeds(spawn(join(PYTHON, "examples/federated/setup.sh"), { stdio: "inherit" }), "the Python set-up");
await succeeds(spawn(join(GO, "task.sh"), ["build"], { stdio: "inherit" }), "the Go build");
console.log(`Set-up took ${seconds(startMs)} s.\n`);

const folder = await mkdtemp(join(tmpdir(), "lyceum-federated-"));
try {
  const agents = join(folder, "agents");
  await mkdir(agents);
  await writeFile(join(agents, "catalogue.yaml"), JSON.stringify({ kinds: kinds() }));
  await using server = await DemoServer.start(join(folder, "data"), agents);
  const env = { ...process.env, LYCEUM_URL: server.url, LYCEUM_TOKEN: server.token };
  const learnMs = performance.now();
  await succeeds(spawn(join(GO, "task.sh"), ["example", "federated"], { stdio: "inherit", env }), "the program in Go");
  console.log(`Took ${seconds(learnMs)} s, without the set-up.`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** The operator's catalogue: what may be launched. */
function kinds(): object {
  return {
    aggregator: { module: AGGREGATOR, export: "Aggregator", lineage: ["Aggregator"], doc: "Averages what the sites learn." },
    site: {
      argv: [join(PYTHON, "examples/federated/site.sh")],
      lineage: ["Site"],
      doc: "Learns from a shard of the digits, and keeps it.",
    },
  };
}

async function succeeds(child: ChildProcess, what: string): Promise<void> {
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`${what} failed (exit code ${code}); its output is above`);
}

function seconds(sinceMs: number): string {
  return ((performance.now() - sinceMs) / 1_000).toFixed(1);
}
