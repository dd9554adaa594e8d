import type { Handle } from "@lyceum/client";
import type BenchAgent from "../agents/bench-agent.ts";
import { argumentOf } from "../measure/body.ts";
import { Load } from "../measure/load.ts";
import { type Case, planOf, type SuiteOptions } from "../measure/suite.ts";
import { BenchServer } from "../programs/bench-server.ts";
import { launchAgent } from "../programs/launched-agent.ts";

const OUTSTANDING = 64;
const BYTES = 100;
/** Events that may be sent before some that went as long ago are known to have arrived. */
const AHEAD = 1_024;
const STORES = ["memory", "sqlite"] as const;

/** One-way messages of one sender to one agent in a process of its own: a rate counts those that the agent took. */
export const events = planOf({ title: "events", shapes: () => STORES, nameOf, open });

async function open(
  stores: readonly (typeof STORES)[number][],
  options: SuiteOptions,
  started: AsyncDisposableStack,
): Promise<readonly Case[]> {
  const cases: Case[] = [];
  for (const store of stores) {
    const server = started.use(await BenchServer.start({ store, profileFolder: options.profileFolder }));
    const { agent, roles } = await launchAgent(server);
    const load = { outstanding: OUTSTANDING, durationMs: options.durationMs };
    const sender = new Sender(agent);
    const what = new Load(sender.send, load, roles, sender.arrived);
    cases.push({ name: nameOf(store), what, floor: { kind: "echo", bytes: BYTES, outstanding: OUTSTANDING } });
  }
  return cases;
}

/** Sends events, no more than the agent's mailbox holds ahead of it. */
class Sender {
  readonly #agent: Handle<typeof BenchAgent>;
  readonly #args = [argumentOf(BYTES)];
  #sent = 0;
  #before: Promise<unknown> = Promise.resolve();
  #latest: Promise<unknown> = Promise.resolve();

  constructor(agent: Handle<typeof BenchAgent>) {
    this.#agent = agent;
  }

  /** Resolves once the exchange has it. */
  readonly send = async (): Promise<void> => {
    this.#sent += 1;
    if (this.#sent % AHEAD === 0) {
      this.#before = this.#latest;
      this.#latest = Promise.resolve(this.#agent.taken());
    }
    await this.#before;
    await this.#agent.notify("take", this.#args);
  };

  /** Resolves once the agent has them all: what is sent to one mailbox is delivered in its order. */
  readonly arrived = async (): Promise<void> => {
    const taken = await this.#agent.taken();
    if (taken !== this.#sent) throw new Error(`the agent took ${taken} of ${this.#sent} events`);
  };
}

function nameOf(store: string): string {
  return `event ${store} processes ${BYTES} B x${OUTSTANDING}`;
}
