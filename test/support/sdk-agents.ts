import { setTimeout as pause } from "node:timers/promises";
import { Agent, AgentEvent, type Handle } from "@lyceum/client";

/** Steps that happened, in order, and a way to wait for one. */
export class Steps {
  readonly all: string[] = [];
  readonly #waiters = new Set<() => void>();

  add(step: string): void {
    this.all.push(step);
    for (const wake of this.#waiters) wake();
  }

  async until(step: string): Promise<void> {
    while (!this.all.includes(step)) {
      await new Promise<void>((resolve) => {
        this.#waiters.add(resolve);
      });
    }
  }
}

/** Does all that an action can do. */
export class Worker extends Agent {
  static override readonly actions = {
    echo: {},
    slow: {},
    named: { parameters: { first: {}, second: { optional: true } } },
    unserialisable: {},
    huge: {},
    strange: {},
    context_: {},
    count: { streaming: true },
    failing: { streaming: true },
    endless: { streaming: true },
    bytes: {},
    leave: {},
    relay: { parameters: { peer: { as: "handle" } } },
  } as const;
  readonly steps: Steps;

  constructor(steps = new Steps()) {
    super();
    this.steps = steps;
  }

  async echo(...values: unknown[]): Promise<unknown> {
    return values;
  }

  async slow(): Promise<string> {
    const { signal } = this.context;
    this.steps.add("slow began");
    try {
      await pause(60_000, undefined, { signal });
    } catch {
      this.steps.add(`slow stopped: ${(signal.reason as Error).name}`);
    }
    return "slow";
  }

  async named(first: unknown, second = "default"): Promise<unknown> {
    return { first, second };
  }

  async unserialisable(): Promise<unknown> {
    return { broken: Number.NaN };
  }

  async huge(bytes: number): Promise<string> {
    return "x".repeat(bytes);
  }

  async strange(): Promise<never> {
    throw Object.defineProperty(new Error("x"), "message", {
      get: () => {
        throw new Error("no");
      },
    });
  }

  async context_(): Promise<unknown> {
    const { agentId, caller, action, attempt, runAttempt, deadline } = this.context;
    return { agentId, caller, action, attempt, runAttempt, left: deadline === undefined ? null : deadline.getTime() - Date.now() };
  }

  async *count(to: number): AsyncGenerator<number, string> {
    for (let number = 0; number < to; number += 1) yield number;
    return `${to} in all`;
  }

  async *failing(): AsyncGenerator<number> {
    yield 1;
    throw new RangeError("half way");
  }

  async *endless(): AsyncGenerator<number> {
    try {
      for (let number = 0; ; number += 1) {
        this.steps.add(`yield ${number}`);
        yield number;
      }
    } finally {
      this.steps.add("endless ended");
    }
  }

  async bytes(data: Uint8Array): Promise<Uint8Array> {
    return data.toReversed();
  }

  async leave(): Promise<string> {
    this.shutdown();
    await pause(20);
    return "goodbye";
  }

  async relay(peer: Handle<Worker>): Promise<unknown> {
    return await peer.context_();
  }
}

/** Has a loop, a timer and an event handler. */
export class Looping extends Agent {
  static override readonly actions = { setTwice: {} };
  static override readonly loops = { run: {} };
  static override readonly timers = { tick: { intervalMs: 5 } };
  static override readonly events = { onData: { on: "data" } };
  readonly data = new AgentEvent();
  readonly steps: Steps;

  constructor(steps: Steps) {
    super();
    this.steps = steps;
  }

  async run(signal: AbortSignal): Promise<void> {
    this.steps.add("loop began");
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    this.steps.add("loop ended");
  }

  async tick(): Promise<void> {
    const { action, caller, signal } = this.context;
    this.steps.add(action === undefined && caller === undefined && !signal.aborted ? "tick" : "tick in a wrong context");
  }

  async onData(): Promise<void> {
    this.steps.add("data");
    if (this.steps.all.filter((step) => step === "data").length === 1) this.data.set();
    else this.steps.add("data again");
  }

  async setTwice(): Promise<void> {
    this.data.set();
  }

  override async onShutdown(): Promise<void> {
    this.steps.add("shutdown");
  }
}
