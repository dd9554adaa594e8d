import type { RuntimeConfig } from "@lyceum/client";
import { argumentOf } from "../measure/body.ts";
import { Load } from "../measure/load.ts";
import { type Case, planOf, type SuiteOptions } from "../measure/suite.ts";
import { BenchServer } from "../programs/bench-server.ts";
import { launchAgent } from "../programs/launched-agent.ts";

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
export const settings = planOf({ title: "settings", shapes, nameOf, open });

async function open(
  wanted: readonly Shape[],
  { durationMs, profileFolder }: SuiteOptions,
  started: AsyncDisposableStack,
): Promise<readonly Case[]> {
  const text = argumentOf(BYTES);
  const cases: Case[] = [];
  for (const [setting, shapes] of Map.groupBy(wanted, (shape) => shape.setting)) {
    const server = started.use(await BenchServer.start({ store: "sqlite", executors: ["processes"], tls: setting.tls, profileFolder }));
    const { agent, roles } = await launchAgent(server, { config: setting.config });
    for (const shape of shapes) {
      const { outstanding } = shape;
      const what = new Load(() => agent.echo(text), { outstanding, durationMs }, roles);
      cases.push({ name: nameOf(shape), what, floor: { kind: "echo", bytes: BYTES, outstanding } });
    }
  }
  return cases;
}

function shapes({ quick }: SuiteOptions): Shape[] {
  return quick ? [] : SETTINGS.flatMap((setting) => OUTSTANDING.map((outstanding) => ({ setting, outstanding })));
}

function nameOf({ setting, outstanding }: Shape): string {
  return `setting ${setting.name} ${BYTES} B x${outstanding}`;
}
