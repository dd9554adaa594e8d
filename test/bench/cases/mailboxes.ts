import { growthPerThing } from "../measure/memory.ts";
import type { Standing, StandingPlan } from "../measure/standing.ts";
import type { SuiteOptions } from "../measure/suite.ts";
import { BenchServer } from "../programs/bench-server.ts";
import { registerCrowd } from "../programs/crowd.ts";

const COUNTS = [1_000, 10_000, 100_000] as const;
const WARM_UP = 1_000;

interface Shape {
  readonly store: "memory" | "sqlite";
  readonly count: number;
}

/** Mailboxes of agents that nobody hosts. */
export const mailboxes: StandingPlan = {
  title: "mailboxes",
  names: (options) => shapes(options).map(nameOf),
  open: async (name, options) => open(shapes(options).find((shape) => nameOf(shape) === name)!),
};

async function open({ store, count }: Shape): Promise<Standing> {
  await using parts = new AsyncDisposableStack();
  const server = parts.use(await BenchServer.start({ store, executors: [] }));
  const { exchange } = server.manager;
  // What the first ones need is there already.
  await registerCrowd(exchange, "Crowd", WARM_UP);
  const before = await server.memory.read();
  const beginMs = performance.now();
  await registerCrowd(exchange, "Crowd", count);
  const fillMs = performance.now() - beginMs;
  const perThing = growthPerThing(before, await server.memory.read(), count);
  const all = parts.move();
  return { count, fillMs, server: { perThing, cpu: server.cpu }, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

function shapes({ quick }: SuiteOptions): Shape[] {
  const counts = quick ? COUNTS.slice(0, 2) : COUNTS;
  return (["memory", "sqlite"] as const).flatMap((store) => counts.map((count) => ({ store, count })));
}

function nameOf({ store, count }: Shape): string {
  return `mailboxes ${store} ${count.toLocaleString("en")}`;
}
