import { setTimeout as pause } from "node:timers/promises";
import { ExchangeFactory, type Handle, Manager } from "@lyceum/client";
import type Counter from "../fixtures/agents/counter.ts";

/** Where the server is. */
export interface Access {
  readonly url: string;
  readonly token: string;
}

const STEADY = 10;
const CALLERS = 4;
const CHURN_PAUSE_MS = 250;
const CALL_PAUSE_MS = 10;

/** A mixed load: steady calls of all kinds, agents that are launched and end, listeners that come and go. */
export class Load {
  calls = 0;
  launches = 0;
  clients = 0;
  readonly #access: Access;
  readonly #stop = new AbortController();

  constructor(access: Access) {
    this.#access = access;
  }

  /** Ends the load; {@link run} then returns. */
  stop(): void {
    this.#stop.abort();
  }

  /** Loads the server until it is stopped. */
  async run(): Promise<void> {
    await using manager = await Manager.connect(this.#access, { executors: ["inline", "threads"], defaultExecutor: "inline" });
    const steady = await Promise.all(Array.from({ length: STEADY }, () => manager.launch<Counter>("counter")));
    const callers = Array.from({ length: CALLERS }, (_, index) => this.#call(steady, index));
    await Promise.all([...callers, this.#launchAndEnd(), this.#comeAndGo(steady)]);
    await Promise.all(steady.map((agent) => manager.shutdown(agent)));
  }

  async #call(agents: readonly Handle<Counter>[], seed: number): Promise<void> {
    for (let round = seed; !this.#stop.signal.aborted; round += 1) {
      const agent = agents[round % agents.length] as Handle<Counter>;
      if (round % 10 === 0) for await (const _ of agent.upTo(20)) this.calls += 1;
      else if (round % 10 === 1) await agent.fail("as asked").catch(() => undefined);
      else if (round % 10 === 2) await agent.echo("x".repeat(10_000));
      else if (round % 10 === 3)
        await agent
          .with({ signal: AbortSignal.timeout(20) })
          .sleep(60_000)
          .catch(() => undefined);
      else await agent.increment();
      this.calls += 1;
      await pause(CALL_PAUSE_MS);
    }
  }

  /** Managers that launch an agent, call it and close: all of it goes again. */
  async #launchAndEnd(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await using manager = await Manager.connect(this.#access, { executors: ["inline"], defaultExecutor: "inline" });
      const agent = await manager.launch<Counter>("counter");
      await agent.increment();
      this.launches += 1;
      await pause(CHURN_PAUSE_MS);
    }
  }

  /** Users that listen, call and leave. */
  async #comeAndGo(agents: readonly Handle<Counter>[]): Promise<void> {
    const factory = new ExchangeFactory(this.#access);
    while (!this.#stop.signal.aborted) {
      const client = await factory.createUserClient();
      await client.getHandle<Counter>(agents[this.clients % agents.length]!.agentId).increment();
      await client.close();
      this.clients += 1;
      await pause(CHURN_PAUSE_MS);
    }
  }
}
