import { Agent } from "@lyceum/client";
import { monotonicMs } from "../measure/monotonic.ts";
import { Profile } from "../programs/profile.ts";

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
    profile: { doc: "Takes a CPU profile of its process until it ends, and writes it to a file." },
    leave: { doc: "Ends the agent; tells when it decided to." },
  };
  #taken = 0;
  #profile: { readonly taken: Profile; readonly path: string } | undefined;

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

  async profile(path: string): Promise<void> {
    this.#profile = { taken: await Profile.start(), path };
  }

  override async onShutdown(): Promise<void> {
    await this.#profile?.taken.write(this.#profile.path);
  }

  async leave(): Promise<number> {
    const atMs = monotonicMs();
    this.shutdown();
    return atMs;
  }
}
