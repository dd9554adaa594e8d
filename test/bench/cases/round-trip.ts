import type { Handle } from "@lyceum/client";
import type BenchAgent from "../agents/bench-agent.ts";
import { BenchServer } from "../bench-server.ts";
import { cpuOf, type Roles } from "../cpu.ts";
import { Load } from "../load.ts";
import type { Case, Suite, SuiteOptions, SuitePlan } from "../suite.ts";

interface Shape {
  readonly store: "memory" | "sqlite";
  readonly executor: "processes" | "inline";
  /** Whether the action may run twice; else the agent has its acknowledgement confirmed before it runs. */
  readonly again: boolean;
  readonly bytes: number;
  readonly outstanding: number;
}

/** What a JSON text of one argument has round it: brackets and quotes. */
const JSON_BYTES = 4;
const SIZES = [100, 10_240] as const;

/** Action round trips by typed handles: the caller is this process, server and agent are others, or (inline) one. */
export const roundTrips: SuitePlan = {
  title: "action round trips",
  names: (options) => shapes(options).map(nameOf),
  open: async (names, options) =>
    RoundTrips.open(
      shapes(options).filter((shape) => names.has(nameOf(shape))),
      options,
    ),
};

class RoundTrips implements Suite {
  readonly cases: readonly Case[];
  readonly #servers: AsyncDisposableStack;

  private constructor(cases: readonly Case[], servers: AsyncDisposableStack) {
    this.cases = cases;
    this.#servers = servers;
  }

  static async open(wanted: readonly Shape[], options: SuiteOptions): Promise<RoundTrips> {
    await using servers = new AsyncDisposableStack();
    const cases: Case[] = [];
    for (const [store, ofStore] of Map.groupBy(wanted, (shape) => shape.store)) {
      const server = servers.use(await BenchServer.start({ store, profileFolder: options.profileFolder }));
      for (const [executor, shapes] of Map.groupBy(ofStore, (shape) => shape.executor)) {
        const agent = await server.manager.launch<typeof BenchAgent>("agent", { executor });
        const pid = await agent.pid();
        const roles: Roles = executor === "inline" ? { server: server.cpu } : { server: server.cpu, host: cpuOf(pid) };
        for (const shape of shapes) cases.push(await caseOf(shape, agent, roles, options));
      }
    }
    return new RoundTrips(cases, servers.move());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#servers.disposeAsync();
  }
}

async function caseOf(shape: Shape, agent: Handle<typeof BenchAgent>, roles: Roles, { durationMs }: SuiteOptions): Promise<Case> {
  const { bytes, outstanding, again } = shape;
  const text = "x".repeat(bytes - JSON_BYTES);
  const call = again ? () => agent.echoAgain(text) : () => agent.echo(text);
  if ((await call()) !== text) throw new Error("the agent answers something else than it was asked");
  return { name: nameOf(shape), what: new Load(call, { outstanding, durationMs }, roles), echo: { outstanding, bytes } };
}

function shapes({ quick }: SuiteOptions): Shape[] {
  const loads = (bytes: number) => [1, 64].map((outstanding) => ({ bytes, outstanding }));
  const all = (quick ? SIZES.slice(0, 1) : SIZES).flatMap(loads);
  return (["memory", "sqlite"] as const).flatMap((store) => [
    ...all.map((load) => ({ store, executor: "processes" as const, again: false, ...load })),
    ...loads(SIZES[0]).map((load) => ({ store, executor: "processes" as const, again: true, ...load })),
    ...all.map((load) => ({ store, executor: "inline" as const, again: false, ...load })),
  ]);
}

function nameOf({ store, executor, again, bytes, outstanding }: Shape): string {
  const size = bytes < 1_024 ? `${bytes} B` : `${bytes / 1_024} KB`;
  return `action ${store} ${executor} ${again ? "redeliverable " : ""}${size} x${outstanding}`;
}
