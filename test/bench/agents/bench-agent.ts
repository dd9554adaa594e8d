import { Agent } from "@lyceum/client";
import { monotonicMs } from "../monotonic.ts";

/** The other side of all benches. */
export default class BenchAgent extends Agent {
  static override readonly typeName = "BenchAgent";
  static override readonly actions = {
    echo: { doc: "Gives back a text." },
    echoAgain: { doc: "Gives back a text; may run twice.", redeliverable: true },
    recite: { doc: "Gives a text in parts, so many times.", streaming: true },
    take: { doc: "Takes an event." },
    taken: { doc: "Tells how many events were taken." },
    pid: { doc: "Tells the process that the agent is in." },
    leave: { doc: "Ends the agent; tells when it decided to." },
  };
  #taken = 0;

  async echo(text: string): Promise<string> {
    return text;
  }

  async echoAgain(text: string): Promise<string> {
    return text;
  }

  async *recite(text: string, times: number): AsyncGenerator<string, void> {
    for (let given = 0; given < times; given += 1) yield text;
  }

  async take(_text: string): Promise<void> {
    this.#taken += 1;
  }

  async taken(): Promise<number> {
    return this.#taken;
  }

  async pid(): Promise<number> {
    return process.pid;
  }

  async leave(): Promise<number> {
    const atMs = monotonicMs();
    this.shutdown();
    return atMs;
  }
}
