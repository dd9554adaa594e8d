import type { Handle, Launchable, LaunchBatch } from "@lyceum/client";
import BenchAgent from "../agents/bench-agent.ts";
import { CROWDED_ECHO, type StartFloor } from "../floors/floors.ts";
import type { Roles } from "../measure/cpu.ts";
import type { Measurable, Sample } from "../measure/measurement.ts";
import { type Case, planOf, type SuiteOptions } from "../measure/suite.ts";
import { BenchServer, type Templates } from "../programs/bench-server.ts";

/** Places of an executor whose agents need a thread or a process each, so many of them warm where it has such. */
const POOL = 4;
/** What stands for the pool where agents need no more than an object. */
const LIGHT_POOL = 64;
const TIMES = 5;

/** What launches an executor. */
export interface Launching {
  /** The executor. */
  readonly name: string;
  readonly launches: Launchable;
  /** What each launch starts; absent where it needs no more than an object. */
  readonly starts?: StartFloor["of"] | undefined;
}

interface Executor extends Launching {
  readonly pool: number;
  /** Turns of a round: of as many as the pool has, and of more. */
  readonly turns: { readonly burst: number; readonly sustained: number };
}

const EXECUTORS: readonly Executor[] = [
  { name: "inline", pool: LIGHT_POOL, launches: "agent", turns: { burst: 16, sustained: 4 } },
  { name: "threads", pool: POOL, launches: "agent", starts: "threads", turns: { burst: 3, sustained: 1 } },
  { name: "processes", pool: POOL, launches: "agent", starts: "processes", turns: { burst: 5, sustained: 1 } },
  { name: "command", pool: POOL, launches: "remote-agent", starts: "processes", turns: { burst: 2, sustained: 1 } },
  // Hosted by whoever launches it, which here is this process.
  { name: "external", pool: LIGHT_POOL, launches: BenchAgent, turns: { burst: 16, sustained: 4 } },
];

/** Executors that have so many places. */
export const TEMPLATES: Templates = {
  threads: { driver: "threads", places: POOL * TIMES, warm: POOL },
  processes: { driver: "processes", places: POOL * TIMES, warm: POOL },
  command: { driver: "command", places: POOL * TIMES },
};

/**
 * From a batch of launches until each of its agents has answered a ping: as many as the pool has, and five times as many, which outlast
 * what is warm. All of them live at once.
 */
export const launches = planOf({ title: "launch to ready", shapes, nameOf, open });

interface Shape {
  readonly executor: Executor;
  readonly times: number;
}

async function open(wanted: readonly Shape[], { profileFolder }: SuiteOptions, started: AsyncDisposableStack): Promise<readonly Case[]> {
  const server = started.use(await BenchServer.start({ store: "sqlite", templates: TEMPLATES, profileFolder }));
  return wanted.map((shape) => caseOf(shape, server));
}

/** A batch of so many agents, taken back once they were ready. */
export class Launch implements Measurable {
  readonly roles: Roles;
  readonly #server: BenchServer;
  readonly #launching: Launching;
  readonly #count: number;
  #agents: readonly Handle<typeof BenchAgent>[] = [];

  constructor(server: BenchServer, launching: Launching, count: number) {
    this.#server = server;
    this.#launching = launching;
    this.#count = count;
    const { name } = launching;
    this.roles = name === "processes" || name === "command" ? { server: server.cpu, host: server.hostsCpu } : { server: server.cpu };
  }

  /** Waits until the pool is warm, where it has one. */
  async prepare(): Promise<void> {
    if (this.#launching.starts !== undefined) await this.#server.quiet();
  }

  async measure(): Promise<Sample> {
    const { manager } = this.#server;
    const latenciesMs: number[] = [];
    const beginMs = performance.now();
    this.#agents = await manager.launchBatch((batch) => Array.from({ length: this.#count }, () => queued(batch, this.#launching)));
    await Promise.all(
      this.#agents.map(async (agent) => {
        await agent.ping();
        latenciesMs.push(performance.now() - beginMs);
      }),
    );
    return { count: latenciesMs.length, tookMs: performance.now() - beginMs, latenciesMs };
  }

  async restore(): Promise<void> {
    await Promise.all(this.#agents.map((agent) => this.#server.manager.shutdown(agent)));
    this.#agents = [];
  }
}

function caseOf(shape: Shape, server: BenchServer): Case {
  const { executor, times } = shape;
  const count = executor.pool * times;
  const turns = times === 1 ? executor.turns.burst : executor.turns.sustained;
  return {
    name: nameOf(shape),
    what: new Launch(server, executor, count),
    floor: executor.starts === undefined ? CROWDED_ECHO : { kind: "start", of: executor.starts, atOnce: count },
    turns,
  };
}

function queued(batch: LaunchBatch, { name, launches }: Launching): Handle<typeof BenchAgent> {
  if (typeof launches === "string") return batch.queue<typeof BenchAgent>(launches, { executor: name });
  return batch.queue(BenchAgent, { executor: name });
}

function shapes({ quick }: SuiteOptions): Shape[] {
  return EXECUTORS.flatMap((executor) => (quick ? [1] : [1, TIMES]).map((times) => ({ executor, times })));
}

function nameOf({ executor, times }: Shape): string {
  return `launch ${executor.name} ${times === 1 ? "burst" : "sustained"} of ${executor.pool * times}`;
}
