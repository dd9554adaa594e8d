import { Agents } from "../../src/agent/agents.ts";
import type { Caller, CallRequest } from "../../src/agent/call-request.ts";
import type { EntityKey } from "../../src/core/entity.ts";
import { Journal } from "../../src/core/journal.ts";
import { DEFAULT_LIMITS } from "../../src/core/limits.ts";
import type { Envelope } from "../../src/core/message.ts";
import type { RunRecord } from "../../src/core/run.ts";
import { FakeClock } from "./fake-clock.ts";
import { FakeExchange } from "./fake-exchange.ts";
import { RefusingStore } from "./refusing-store.ts";

/** The agent that tests call. */
export const agent = { uid: "a", role: "agent", name: "counter" } as const;

/** Who calls. */
export const caller: Caller = { namespace: "default", subject: "operator" };

/** A call without a request id. */
export const request: CallRequest = {
  requestId: "",
  agent,
  action: "add",
  mediaType: "application/json",
  body: Buffer.from("[1]"),
  timeoutMs: 1_000,
  keep: false,
  traceparent: "",
  tracestate: "",
};

/** The same call with a request id. */
export const keyed: CallRequest = { ...request, requestId: "r1" };

/** Aborts never. */
export const never = new AbortController().signal;

/** The agent rules over a fake exchange. */
export class AgentsRig {
  readonly clock = new FakeClock();
  readonly store = new RefusingStore();
  /** Latest runs of agents. */
  readonly runs = new Map<EntityKey, RunRecord>();
  journal!: Journal;
  exchange!: FakeExchange;
  agents!: Agents;
  #ids = 0;

  constructor() {
    this.start();
  }

  /** Starts the rules, as a server that starts on the same store does. */
  start(): void {
    const { clock, store } = this;
    this.journal = new Journal(store, clock);
    this.exchange = new FakeExchange();
    this.agents = new Agents({
      exchange: this.exchange,
      journal: this.journal,
      clock,
      ids: { uuid: () => `id${++this.#ids}`, secret: () => "secret" },
      limits: DEFAULT_LIMITS,
      partLimits: { maxParts: 2, maxBytes: 1_000 },
      latestRun: (key) => this.runs.get(key),
    });
    this.agents.start(store);
  }

  /** What was sent at an index. */
  sent(index = 0): Envelope {
    const envelope = this.exchange.sent.at(index);
    if (envelope === undefined) throw new Error(`nothing was sent at ${index}`);
    return envelope;
  }
}
