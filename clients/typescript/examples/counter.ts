// An agent of this very process: launched, called, cancelled, ended. Run it beside `npm run serve`.
import { setTimeout as pause } from "node:timers/promises";
import { ActionCancelledError, Agent, AgentError, Manager } from "@lyceum/client";

class Counter extends Agent {
  static override readonly doc = "Counts.";
  static override readonly actions = {
    increment: { doc: "Adds to the count; tells the new one." },
    countdown: { doc: "Counts down, a number at a time.", streaming: true },
    sleep: { doc: "Waits, unless it is cancelled." },
    fail: { doc: "Fails." },
  };
  #count: number;

  constructor(start = 0) {
    super();
    this.#count = start;
  }

  async increment(by = 1): Promise<number> {
    this.#count += by;
    return this.#count;
  }

  async *countdown(from: number): AsyncGenerator<number, string> {
    for (let number = from; number > 0; number -= 1) yield number;
    return "lift-off";
  }

  async sleep(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.context.signal });
  }

  async fail(): Promise<never> {
    throw new RangeError("out of luck");
  }
}

await using manager = await Manager.connect();
const counter = await manager.launch(Counter, { args: [40], name: "counter" });

console.log("count:", await counter.increment(2));

const countdown = counter.countdown(3);
for await (const number of countdown) console.log("countdown:", number);
console.log("countdown:", await countdown);

const failure = await counter.fail().catch((error: AgentError) => error);
if (failure instanceof AgentError) console.log("failed as:", failure.type, failure.message);

const cancelled = await counter
  .with({ signal: AbortSignal.timeout(50) })
  .sleep(60_000)
  .catch((error: Error) => error);
console.log("gave up:", cancelled instanceof ActionCancelledError ? "cancelled by the agent" : cancelled?.name);

console.log("ping:", (await counter.ping()) < 5_000 ? "it lives" : "slow");
await manager.shutdown(counter);
