import type { EntityId, ExchangeClient } from "@lyceum/client";
import { LONE_ECHO } from "../floors/floors.ts";
import { Load } from "../measure/load.ts";
import { type Case, planOf, type SuiteOptions } from "../measure/suite.ts";
import { BenchServer } from "../programs/bench-server.ts";
import { registerCrowd } from "../programs/crowd.ts";

const CROWDS = [1_000, 10_000, 100_000] as const;
const FEW = 10;
const MANY = 1_000;
const ASKED = ["discover 10", "discover 1,000", "get mailbox"] as const;

interface Shape {
  readonly asked: (typeof ASKED)[number];
  /** Agents of another type that are there as well. */
  readonly crowd: number;
}

/** What is asked of the exchange among ever more agents: whom it has of a type, and what a mailbox is like. */
export const lookups = planOf({ title: "lookups among many", shapes, nameOf, open });

async function open(
  wanted: readonly Shape[],
  { durationMs, profileFolder }: SuiteOptions,
  started: AsyncDisposableStack,
): Promise<readonly Case[]> {
  const cases: Case[] = [];
  for (const [count, shapes] of Map.groupBy(wanted, ({ crowd }) => crowd)) {
    const server = started.use(await BenchServer.start({ store: "sqlite", executors: [], profileFolder }));
    const { exchange } = server.manager;
    await registerCrowd(exchange, "Few", FEW);
    await registerCrowd(exchange, "Many", MANY);
    const crowd = await registerCrowd(exchange, "Crowd", count);
    for (const shape of shapes) {
      const what = new Load(question(shape, exchange, crowd), { outstanding: 1, durationMs }, { server: server.cpu });
      cases.push({ name: nameOf(shape), what, floor: LONE_ECHO });
    }
  }
  return cases;
}

function question({ asked }: Shape, exchange: ExchangeClient, crowd: readonly EntityId[]): () => Promise<unknown> {
  if (asked === "get mailbox") return () => exchange.mailbox(crowd[Math.floor(Math.random() * crowd.length)]!);
  const [type, count] = asked === "discover 10" ? ["Few", FEW] : ["Many", MANY];
  return async () => {
    const found = (await exchange.discover(type)).length;
    if (found !== count) throw new Error(`${found} of ${count} agents were found`);
  };
}

function shapes({ quick }: SuiteOptions): Shape[] {
  const crowds = quick ? CROWDS.slice(0, 2) : CROWDS;
  return ASKED.flatMap((asked) => crowds.map((crowd) => ({ asked, crowd })));
}

function nameOf({ asked, crowd }: Shape): string {
  return `${asked} among ${crowd.toLocaleString("en")}`;
}
