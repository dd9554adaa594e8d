// An agent that no manager launches: it is the same agent each time its program runs, by its uid. Ctrl-C ends it in order.
import { Agent, ExchangeFactory } from "@lyceum/client";
import { runAgent } from "@lyceum/client/host";

class Greeter extends Agent {
  static override readonly actions = { greet: { doc: "Greets somebody." } };

  async greet(name: string): Promise<string> {
    return `Hello, ${name}; I am ${this.agentId.name}`;
  }
}

const going = new AbortController();
process.once("SIGINT", () => going.abort());

const failure = await runAgent({
  agent: new Greeter(),
  uid: "greeter-of-the-house",
  name: "greeter",
  signal: going.signal,
  onStarted: async ({ agentId }) => {
    // Any other program finds it by its type.
    await using client = await new ExchangeFactory().createUserClient();
    const [found] = await client.discover(Greeter);
    console.log(await client.getHandle<Greeter>(found ?? agentId).greet("world"));
    if (process.argv.includes("--once")) going.abort();
  },
});
if (failure !== undefined) console.error(failure.message);
