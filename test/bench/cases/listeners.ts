import { join } from "node:path";
import { cpuOf } from "../measure/cpu.ts";
import { growthPerThing } from "../measure/memory.ts";
import type { Standing, StandingPlan } from "../measure/standing.ts";
import type { SuiteOptions } from "../measure/suite.ts";
import { BenchServer } from "../programs/bench-server.ts";
import { ChildProgram } from "../programs/child-program.ts";
import type { Listening } from "../programs/listener-program.ts";

const PROGRAM = join(import.meta.dirname, "../programs/listener-program.ts");

interface Shape {
  readonly connections: number;
  /** Listeners of each connection, which share its stream. */
  readonly sessions: number;
}

const SHARED: readonly Shape[] = [1, 10, 100].map((connections) => ({ connections, sessions: 100 }));
const OWN: readonly Shape[] = [10, 100, 1_000].map((connections) => ({ connections, sessions: 1 }));

/** Agents that listen and are sent nothing; they are all in one other process. */
export const listeners: StandingPlan = {
  title: "idle listeners",
  names: (options) => shapes(options).map(nameOf),
  open: async (name, options) => open(shapes(options).find((shape) => nameOf(shape) === name)!),
};

async function open({ connections, sessions }: Shape): Promise<Standing> {
  await using parts = new AsyncDisposableStack();
  const server = parts.use(await BenchServer.start({ store: "sqlite", executors: [] }));
  const env = { LYCEUM_URL: server.url, LYCEUM_TOKEN: server.token };
  const program = parts.use(new ChildProgram(PROGRAM, [String(connections), String(sessions)], { env }));
  await program.said(/warm(?=\n)/);
  const before = await server.memory.read();
  program.signal("SIGUSR2");
  const { fillMs, perThing } = JSON.parse(await program.said(/\{.*\}(?=\n)/)) as Listening;
  const count = connections * sessions;
  const grown = growthPerThing(before, await server.memory.read(), count);
  const all = parts.move();
  return {
    count,
    fillMs,
    server: { perThing: grown, cpu: server.cpu },
    clients: { perThing, cpu: cpuOf(program.pid) },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

function shapes({ quick }: SuiteOptions): Shape[] {
  return quick ? [...SHARED.slice(0, 2), ...OWN.slice(0, 2)] : [...SHARED, ...OWN];
}

function nameOf({ connections, sessions }: Shape): string {
  const of = sessions === 1 ? "connections of their own" : `${connections} connections`;
  return `listeners ${(connections * sessions).toLocaleString("en")} on ${connections === 1 ? "1 connection" : of}`;
}
