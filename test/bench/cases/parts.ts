import type { Handle } from "@lyceum/client";
import type BenchAgent from "../agents/bench-agent.ts";
import { Load } from "../measure/load.ts";
import { type Case, planOf, type SuiteOptions } from "../measure/suite.ts";
import { BenchServer } from "../programs/bench-server.ts";
import { launchAgent } from "../programs/launched-agent.ts";

const STREAMS = [1, 16] as const;
const PARTS = 500;
const BYTES = 100;
/** What a JSON text has round it. */
const JSON_BYTES = 2;

interface Shape {
  readonly store: "memory" | "sqlite";
  /** Streams that are read at once. */
  readonly streams: number;
}

/** Partial results of one agent in a process of its own: a rate counts parts, a latency is that of a whole stream. */
export const parts = planOf({ title: "partial results", shapes, nameOf, open });

async function open(wanted: readonly Shape[], options: SuiteOptions, started: AsyncDisposableStack): Promise<readonly Case[]> {
  const cases: Case[] = [];
  for (const [store, shapes] of Map.groupBy(wanted, (shape) => shape.store)) {
    const server = started.use(await BenchServer.start({ store, profileFolder: options.profileFolder }));
    const { agent, roles } = await launchAgent(server);
    for (const shape of shapes) {
      const load = { outstanding: shape.streams, durationMs: options.durationMs, things: PARTS };
      const what = new Load(() => read(agent), load, roles);
      cases.push({ name: nameOf(shape), what, floor: { kind: "echo", bytes: BYTES, outstanding: 64 } });
    }
  }
  return cases;
}

async function read(agent: Handle<typeof BenchAgent>): Promise<void> {
  let got = 0;
  for await (const _part of agent.recite("x".repeat(BYTES - JSON_BYTES), PARTS)) got += 1;
  if (got !== PARTS) throw new Error(`${got} of ${PARTS} parts came`);
}

function shapes({ quick }: SuiteOptions): Shape[] {
  const streams = quick ? STREAMS.slice(0, 1) : STREAMS;
  return (["memory", "sqlite"] as const).flatMap((store) => streams.map((each) => ({ store, streams: each })));
}

function nameOf({ store, streams }: Shape): string {
  return `parts ${store} processes ${BYTES} B, ${PARTS} a stream x${streams}`;
}
