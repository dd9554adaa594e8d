import type { Handle } from "@lyceum/client";
import type BenchAgent from "../agents/bench-agent.ts";
import { BenchServer } from "../bench-server.ts";
import { cpuOf, type Roles } from "../cpu.ts";
import { Load } from "../load.ts";
import type { Case, Suite, SuiteOptions, SuitePlan } from "../suite.ts";

/** What a JSON text of one argument has round it: brackets and quotes. */
const JSON_BYTES = 4;
const KB = 1_024;

/** A body's size, and how many calls are under way. */
interface Amount {
  readonly bytes: number;
  readonly outstanding: number;
}

const SMALL = [1, 16, 64, 256].map((outstanding) => ({ bytes: 100, outstanding }));
const LARGE = [1, 64].map((outstanding) => ({ bytes: 10 * KB, outstanding }));
/** As large as bodies may be; 8 of them are as much as a mailbox takes with ease. */
const LARGEST = [1, 8].map((outstanding) => ({ bytes: KB * KB, outstanding }));

interface Shape extends Amount {
  readonly store: "memory" | "sqlite";
  readonly executor: "processes" | "inline";
  /** Whether the action may run twice; else the agent has its acknowledgement confirmed before it runs. */
  readonly again: boolean;
}

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
  const small = SMALL.filter(({ outstanding }) => outstanding !== 16 || !quick);
  const all = quick ? small : [...small, ...LARGE, ...LARGEST];
  return (["memory", "sqlite"] as const).flatMap((store) => [
    ...all.map((amount) => ({ store, executor: "processes" as const, again: false, ...amount })),
    ...small.map((amount) => ({ store, executor: "processes" as const, again: true, ...amount })),
    ...all.map((amount) => ({ store, executor: "inline" as const, again: false, ...amount })),
  ]);
}

function nameOf({ store, executor, again, bytes, outstanding }: Shape): string {
  const size = bytes < KB ? `${bytes} B` : bytes < KB * KB ? `${bytes / KB} KB` : `${bytes / (KB * KB)} MB`;
  return `action ${store} ${executor} ${again ? "redeliverable " : ""}${size} x${outstanding}`;
}
