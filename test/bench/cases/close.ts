import type { Manager } from "@lyceum/client";
import BenchAgent from "../agents/bench-agent.ts";
import { CROWDED_ECHO } from "../floors/floors.ts";
import type { Roles } from "../measure/cpu.ts";
import type { Measurable, Sample } from "../measure/measurement.ts";
import { type Case, planOf, type SuiteOptions } from "../measure/suite.ts";
import { BenchServer } from "../programs/bench-server.ts";

/** How many agents a manager has, and how many such managers are closed in a round. */
const CROWDS = [
  { agents: 10, turns: 8 },
  { agents: 100, turns: 6 },
  { agents: 1_000, turns: 3 },
] as const;

interface Shape {
  readonly executor: "inline" | "external";
  readonly agents: number;
  readonly turns: number;
}

/** The close of a manager with all its agents: a rate counts agents, the latency is that of the whole. */
export const closes = planOf({ title: "close of a manager", shapes, nameOf, open });

async function open(wanted: readonly Shape[], { profileFolder }: SuiteOptions, started: AsyncDisposableStack): Promise<readonly Case[]> {
  const server = started.use(await BenchServer.start({ store: "sqlite", executors: [], profileFolder }));
  return wanted.map((shape) => ({
    name: nameOf(shape),
    what: new Close(server, shape),
    floor: CROWDED_ECHO,
    turns: shape.turns,
  }));
}

class Close implements Measurable {
  readonly roles: Roles;
  readonly #server: BenchServer;
  readonly #shape: Shape;
  #manager: Manager | undefined;

  constructor(server: BenchServer, shape: Shape) {
    this.#server = server;
    this.#shape = shape;
    this.roles = { server: server.cpu };
  }

  /** Brings the agents up. */
  async prepare(): Promise<void> {
    const { executor, agents } = this.#shape;
    const manager = await this.#server.connect({ executors: [executor], defaultExecutor: executor });
    this.#manager = manager;
    const queued = await manager.launchBatch((batch) =>
      Array.from({ length: agents }, () =>
        executor === "inline" ? batch.queue<typeof BenchAgent>("agent") : batch.queue<typeof BenchAgent>(BenchAgent),
      ),
    );
    await Promise.all(queued.map((agent) => agent.ping()));
  }

  async measure(): Promise<Sample> {
    const beginMs = performance.now();
    await this.#manager?.close();
    const tookMs = performance.now() - beginMs;
    return { count: this.#shape.agents, tookMs, latenciesMs: [tookMs] };
  }

  async restore(): Promise<void> {}
}

function shapes({ quick }: SuiteOptions): Shape[] {
  const crowds = quick ? CROWDS.slice(1, 2) : CROWDS;
  return (["inline", "external"] as const).flatMap((executor) => crowds.map((crowd) => ({ executor, ...crowd })));
}

function nameOf({ executor, agents }: Shape): string {
  return `close ${executor} ${agents.toLocaleString("en")}`;
}
