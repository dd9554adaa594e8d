import type { RuntimeConfig } from "@lyceum/client";
import { BenchServer } from "../bench-server.ts";
import { argumentOf } from "../body.ts";
import { launchAgent } from "../launched-agent.ts";
import { Load } from "../load.ts";
import type { Case, Suite, SuiteOptions, SuitePlan } from "../suite.ts";

const BYTES = 100;
const OUTSTANDING = [1, 64] as const;

interface Setting {
  readonly name: string;
  readonly tls?: boolean;
  readonly config?: RuntimeConfig;
}

/** Each differs in one thing from the default, which is there to compare with. */
const SETTINGS: readonly Setting[] = [
  { name: "default" },
  { name: "TLS", tls: true },
  { name: "at most 64 actions at once", config: { maxConcurrentActions: 64 } },
  { name: "at most 1 action at once", config: { maxConcurrentActions: 1 } },
];

interface Shape {
  readonly setting: Setting;
  readonly outstanding: number;
}

/** Action round trips on the default store, the agent in a process of its own, with one setting other than the default. */
export const settings: SuitePlan = {
  title: "settings",
  names: (options) => shapes(options).map(nameOf),
  open: async (names, options) =>
    Settings.open(
      shapes(options).filter((shape) => names.has(nameOf(shape))),
      options,
    ),
};

class Settings implements Suite {
  readonly cases: readonly Case[];
  readonly #servers: AsyncDisposableStack;

  private constructor(cases: readonly Case[], servers: AsyncDisposableStack) {
    this.cases = cases;
    this.#servers = servers;
  }

  static async open(wanted: readonly Shape[], { durationMs, profileFolder }: SuiteOptions): Promise<Settings> {
    await using servers = new AsyncDisposableStack();
    const text = argumentOf(BYTES);
    const cases: Case[] = [];
    for (const [setting, shapes] of Map.groupBy(wanted, (shape) => shape.setting)) {
      const server = servers.use(await BenchServer.start({ store: "sqlite", executors: ["processes"], tls: setting.tls, profileFolder }));
      const { agent, roles } = await launchAgent(server, { config: setting.config });
      for (const shape of shapes) {
        const { outstanding } = shape;
        const what = new Load(() => agent.echo(text), { outstanding, durationMs }, roles);
        cases.push({ name: nameOf(shape), what, echo: { outstanding, bytes: BYTES } });
      }
    }
    return new Settings(cases, servers.move());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#servers.disposeAsync();
  }
}

function shapes({ quick }: SuiteOptions): Shape[] {
  return quick ? [] : SETTINGS.flatMap((setting) => OUTSTANDING.map((outstanding) => ({ setting, outstanding })));
}

function nameOf({ setting, outstanding }: Shape): string {
  return `setting ${setting.name} ${BYTES} B x${outstanding}`;
}
