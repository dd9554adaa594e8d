import { join } from "node:path";
import type { EntityId } from "@lyceum/client";
import type BenchAgent from "../agents/bench-agent.ts";
import { argumentOf } from "../measure/body.ts";
import { cpuOf } from "../measure/cpu.ts";
import { Load } from "../measure/load.ts";
import { type Case, planOf, type SuiteOptions } from "../measure/suite.ts";
import { BenchServer } from "../programs/bench-server.ts";
import { ChildProgram } from "../programs/child-program.ts";
import { profileFlags } from "../programs/profile.ts";

const PROGRAM = join(import.meta.dirname, "../programs/fleet-program.ts");
const OUTSTANDING = 64;
const BYTES = 100;
/** What serves many is slow to get warm, and scatters more. */
const REHEARSALS = 4;
const TURNS = 16;

interface Shape {
  readonly store: "memory" | "sqlite";
  readonly agents: number;
  /** Whether they share a stream, have one each on a connection, or a connection each. */
  readonly streams: "one" | "streams" | "connections";
}

const QUICK: readonly Shape[] = [
  { store: "memory", agents: 64, streams: "one" },
  { store: "memory", agents: 64, streams: "streams" },
];
const ALL: readonly Shape[] = [
  ...QUICK,
  { store: "memory", agents: 64, streams: "connections" },
  { store: "memory", agents: 640, streams: "one" },
  { store: "memory", agents: 640, streams: "streams" },
  { store: "memory", agents: 640, streams: "connections" },
  { store: "memory", agents: 6_400, streams: "one" },
  { store: "sqlite", agents: 64, streams: "one" },
  { store: "sqlite", agents: 64, streams: "streams" },
];

/** Action round trips with many agents in turn, all of them in one other process. */
export const fleets = planOf({ title: "many agents", shapes, nameOf, open });

async function open(
  wanted: readonly Shape[],
  { durationMs, profileFolder }: SuiteOptions,
  started: AsyncDisposableStack,
): Promise<readonly Case[]> {
  const cases: Case[] = [];
  for (const [store, shapes] of Map.groupBy(wanted, (shape) => shape.store)) {
    const server = started.use(await BenchServer.start({ store, executors: [], profileFolder }));
    for (const shape of shapes) {
      const env = { LYCEUM_URL: server.url, LYCEUM_TOKEN: server.token };
      const flags = profileFlags(profileFolder, `host-${store}-${shape.agents}-${shape.streams}`);
      const program = started.use(new ChildProgram(PROGRAM, [String(shape.agents), shape.streams], { env, flags }));
      const ids = JSON.parse(await program.said(/\[.*\](?=\n)/)) as EntityId[];
      const roles = { server: server.cpu, host: cpuOf(program.pid) };
      const what = new Load(callerOf(server, ids), { outstanding: OUTSTANDING, durationMs }, roles);
      cases.push({
        name: nameOf(shape),
        what,
        floor: { kind: "echo", bytes: BYTES, outstanding: OUTSTANDING },
        turns: TURNS,
        rehearsals: REHEARSALS,
      });
    }
  }
  return cases;
}

/** Calls the agents one after the other, from the first again after the last. */
function callerOf({ manager }: BenchServer, ids: readonly EntityId[]): () => PromiseLike<string> {
  const agents = ids.map((id) => manager.getHandle<typeof BenchAgent>(id));
  const text = argumentOf(BYTES);
  let calls = 0;
  return () => agents[calls++ % agents.length]!.echo(text);
}

function shapes({ quick }: SuiteOptions): readonly Shape[] {
  return quick ? QUICK : ALL;
}

function nameOf({ store, agents, streams }: Shape): string {
  const on = streams === "one" ? "one stream" : `${streams} of their own`;
  return `fleet ${store} ${agents.toLocaleString("en")} agents on ${on} ${BYTES} B x${OUTSTANDING}`;
}
