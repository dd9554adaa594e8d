// Agents that call agents: a sensor with a timer, a logger, and a monitor that is woken by what it hears.
import { Agent, AgentEvent, type Handle, Manager } from "@lyceum/client";

class Logbook extends Agent {
  static override readonly actions = { write: {}, read: {} };
  readonly #lines: string[] = [];

  async write(line: string): Promise<void> {
    this.#lines.push(`${this.context.caller?.name}: ${line}`);
  }

  async read(): Promise<readonly string[]> {
    return this.#lines;
  }
}

class Monitor extends Agent {
  static override readonly actions = { report: {} };
  static override readonly events = { onHot: { on: "hot" } };
  readonly hot = new AgentEvent();
  readonly #logbook: Handle<typeof Logbook>;

  constructor(logbook: Handle<typeof Logbook>) {
    super();
    this.#logbook = logbook;
  }

  async report(celsius: number): Promise<void> {
    if (celsius > 21) this.hot.set();
  }

  async onHot(): Promise<void> {
    await this.#logbook.write("it is hot");
  }
}

class Sensor extends Agent {
  static override readonly timers = { measure: { intervalMs: 20 } };
  readonly #monitor: Handle<typeof Monitor>;
  #celsius = 19;

  constructor(monitor: Handle<typeof Monitor>) {
    super();
    this.#monitor = monitor;
  }

  async measure(): Promise<void> {
    this.#celsius += 1;
    await this.#monitor.report(this.#celsius);
  }
}

await using manager = await Manager.connect();
const logbook = await manager.launch(Logbook, { name: "logbook" });
const monitor = await manager.launch(Monitor, { args: [logbook], name: "monitor" });
const sensor = await manager.launch(Sensor, { args: [monitor], name: "sensor" });

while ((await logbook.read()).length === 0) await sensor.ping();
console.log((await logbook.read())[0]);

// Those that call end before those that they call, since a timer or handler whose call fails has failed, and close() would say so.
for (const agent of [sensor, monitor, logbook]) await manager.shutdown(agent);
