import type { Handle } from "@lyceum/client";
import type BenchAgent from "../agents/bench-agent.ts";
import { LONE_ECHO } from "../floors/floors.ts";
import type { Roles } from "../measure/cpu.ts";
import type { Measurable, Sample } from "../measure/measurement.ts";
import { monotonicMs } from "../measure/monotonic.ts";
import { type Case, planOf, type SuiteOptions } from "../measure/suite.ts";
import { BenchServer } from "../programs/bench-server.ts";

interface Ending extends Pick<Case, "floor" | "turns" | "rehearsals"> {
  /** How many agents end in a turn, one after the other. */
  readonly agents: number;
}

const ENDINGS = {
  // So few ends in a second are slow to warm a server, which the executors share.
  inline: { agents: 16, turns: 8, floor: LONE_ECHO, rehearsals: 8 },
  threads: { agents: 4, turns: 3, floor: { kind: "start", of: "threads", atOnce: 1 } },
  processes: { agents: 4, turns: 3, floor: { kind: "start", of: "processes", atOnce: 1 } },
} satisfies Record<string, Ending>;
type ExecutorName = keyof typeof ENDINGS;
const EXECUTORS = Object.keys(ENDINGS) as ExecutorName[];

/** From an agent's decision to end until a `wait` for it returns. */
export const exits = planOf({ title: "exit to wait", shapes: () => EXECUTORS, nameOf, open });

async function open(
  executors: readonly ExecutorName[],
  { profileFolder }: SuiteOptions,
  started: AsyncDisposableStack,
): Promise<readonly Case[]> {
  const server = started.use(await BenchServer.start({ store: "sqlite", profileFolder }));
  return executors.map((executor) => {
    const { floor, turns, rehearsals }: Ending = ENDINGS[executor];
    return { name: nameOf(executor), what: new Exit(server, executor), floor, turns, rehearsals };
  });
}

class Exit implements Measurable {
  readonly roles: Roles;
  readonly #server: BenchServer;
  readonly #executor: ExecutorName;
  #agents: readonly Handle<typeof BenchAgent>[] = [];

  constructor(server: BenchServer, executor: ExecutorName) {
    this.#server = server;
    this.#executor = executor;
    this.roles = executor === "processes" ? { server: server.cpu, host: server.hostsCpu } : { server: server.cpu };
  }

  /** Brings the agents up, and waits until the hosts that took their places in the pool are warm. */
  async prepare(): Promise<void> {
    const executor = this.#executor;
    this.#agents = await this.#server.manager.launchBatch((batch) =>
      Array.from({ length: ENDINGS[executor].agents }, () => batch.queue<typeof BenchAgent>("agent", { executor })),
    );
    await Promise.all(this.#agents.map((agent) => agent.ping()));
    if (executor !== "inline") await this.#server.quiet();
  }

  async measure(): Promise<Sample> {
    const latenciesMs: number[] = [];
    for (const agent of this.#agents) latenciesMs.push(await this.#end(agent));
    return { count: latenciesMs.length, tookMs: undefined, latenciesMs };
  }

  async restore(): Promise<void> {}

  async #end(agent: Handle<typeof BenchAgent>): Promise<number> {
    const waited = this.#server.manager.wait([agent]).then(() => monotonicMs());
    // By the time that it answers the wait has begun, since that was asked for first.
    await agent.ping();
    const decidedAtMs = await agent.leave();
    return (await waited) - decidedAtMs;
  }
}

function nameOf(executor: ExecutorName): string {
  return `exit ${executor}`;
}
