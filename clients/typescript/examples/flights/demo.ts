// A federated analysis: every site owns a shard of 200,000 flights, and a coordinator answers what no single shard can.
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual, promisify } from "node:util";
import { type AgentHandle, type Handle, Manager, type Run } from "@lyceum/client";
import { DemoServer } from "../demo-server.ts";
import type { Coordinator, Estimate, RouteDelays } from "./agents/coordinator.ts";
import type { FlightSite } from "./agents/site.ts";
import { Shards } from "./shards.ts";

const FLIGHTS = fileURLToPath(new URL("../data/flights-200k.json", import.meta.resolve("vega-datasets")));
const EXECUTORS = ["inline", "inline", "threads", "threads", "processes", "processes", "command", "command"] as const;
const LATE = 4;
const ROUTES = 10;
const ROUNDS = 10;

const folder = await mkdtemp(join(tmpdir(), "lyceum-demo-"));
try {
  await using server = await DemoServer.start(join(folder, "data"), join(import.meta.dirname, "agents"));
  process.exitCode = await analyse(server, folder);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function analyse(server: DemoServer, shardFolder: string): Promise<number> {
  const startMs = performance.now();
  const shards = await Shards.of(FLIGHTS, shardFolder, EXECUTORS.length);
  for (const [index] of EXECUTORS.entries()) if (index !== LATE) await shards.deliver(index);

  await using manager = await Manager.connect(
    { url: server.url, token: server.token },
    {
      executors: Object.fromEntries(EXECUTORS.map((name) => [name, { logLevel: "warn" }])),
      defaultExecutor: "inline",
      retry: { maxRetries: 5, initialBackoffMs: 500 },
    },
  );
  const sites = await launchSites(manager, shards);
  const coordinator = await manager.launch<Coordinator>("coordinator", { args: [sites], name: "coordinator" });
  const late = sites[LATE] as Handle<FlightSite>;
  await failedOnce(manager, late);
  console.log(`site ${LATE} failed: its shard is not there yet. It arrives now, and the site is tried again.\n`);
  await shards.deliver(LATE);

  const routes = await coordinator.busiestRoutes(ROUTES);
  printRoutes(routes);
  const { median, sampled, rounds } = await settledEstimate(coordinator);
  console.log(
    `The coordinator's running estimate of the median delay of all flights: ${median} min, from ${sampled} samples in ${rounds} rounds.\n`,
  );

  // The coordinator goes first: its loop asks the sites as long as it runs.
  await manager.shutdown(coordinator, { timeoutMs: 30_000 });
  await Promise.all(sites.map((site) => manager.shutdown(site, { timeoutMs: 30_000 })));
  const agents = [...sites, coordinator];
  printRuns((await manager.wait(agents)).done, agents);

  const expected = await readAtOnce();
  const equal = isDeepStrictEqual(routes, expected);
  console.log(
    `A program that shares no code with the agents and reads the whole file at once answers ${equal ? "the same" : "OTHERWISE"}.`,
  );
  console.log(`Took ${((performance.now() - startMs) / 1_000).toFixed(1)} s.`);
  if (!equal) console.error({ routes, expected });
  return equal ? 0 : 1;
}

async function launchSites(manager: Manager, shards: Shards): Promise<Handle<FlightSite>[]> {
  return await manager.launchBatch((batch) =>
    EXECUTORS.map((executor, index) => {
      const kind = executor === "command" ? "remote-site" : "site";
      return batch.queue<FlightSite>(kind, { args: [shards.path(index)], executor, name: `site ${index}` });
    }),
  );
}

/** Resolves once the agent's first attempt has failed. */
async function failedOnce(manager: Manager, agent: Handle<FlightSite>): Promise<void> {
  for await (const event of manager.watchRuns()) {
    const runs = event.kind === "run" ? [event.run] : event.kind === "snapshot" ? event.runs : [];
    const run = runs.find(({ agentId }) => agentId.uid === agent.agentId.uid);
    if (run?.attempts[0]?.outcome === "failed") {
      console.log(`site ${LATE}: ${run.attempts[0].failure?.message}`);
      return;
    }
  }
}

/** The running estimate after some rounds of the control loop. */
async function settledEstimate(coordinator: Handle<Coordinator>): Promise<Estimate> {
  for (;;) {
    const estimate = await coordinator.estimate();
    if (estimate.rounds >= ROUNDS) return estimate;
    await sleep(100);
  }
}

async function readAtOnce(): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, "check.ts"), FLIGHTS, String(ROUTES)], {
    maxBuffer: 1e8,
  });
  return JSON.parse(stdout);
}

function printRoutes(routes: readonly RouteDelays[]): void {
  console.log(`The ${ROUTES} busiest routes. The data names no airports: a route is known by its length.`);
  console.table(
    Object.fromEntries(
      routes.map(({ route, flights, median, p95 }) => [
        `${route} miles`,
        { flights, "median delay (min)": median, "95th percentile (min)": p95 },
      ]),
    ),
  );
}

function printRuns(runs: readonly Run[], agents: readonly Pick<AgentHandle, "agentId">[]): void {
  console.log("The runs:");
  const rowOf = (run: Run) => ({
    executor: run.executor,
    attempts: run.attempts.map(({ outcome }) => outcome).join(", "),
    outcome: run.outcome,
    seconds: run.createTime && run.endTime ? ((run.endTime.getTime() - run.createTime.getTime()) / 1_000).toFixed(1) : "",
  });
  const order = new Map(agents.map(({ agentId }, index) => [agentId.uid, index]));
  const sorted = runs.toSorted((one, other) => (order.get(one.agentId.uid) ?? 0) - (order.get(other.agentId.uid) ?? 0));
  console.table(Object.fromEntries(sorted.map((run) => [run.agentId.name, rowOf(run)])));
}
