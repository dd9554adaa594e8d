import { argumentOf, sizeName } from "../measure/body.ts";
import { Load } from "../measure/load.ts";
import { type Case, planOf, type SuiteOptions } from "../measure/suite.ts";
import { BenchServer } from "../programs/bench-server.ts";
import { type LaunchedAgent, launchAgent } from "../programs/launched-agent.ts";

const KB = 1_024;

/** A body's size, and how many calls are under way. */
interface Amount {
  readonly bytes: number;
  readonly outstanding: number;
  /** How many times as long as others it is measured, since its calls are few; default 1. */
  readonly lengths?: number;
  /** How many times a round, since its calls are long; default as others. */
  readonly turns?: number;
}

const SMALL = [1, 16, 64, 256].map((outstanding) => ({ bytes: 100, outstanding }));
const LARGE = [1, 64].map((outstanding) => ({ bytes: 10 * KB, outstanding }));
/** As large as bodies may be; 8 of them are as much as a mailbox takes with ease. */
const LARGEST = [1, 8].map((outstanding) => ({ bytes: KB * KB, outstanding, lengths: 2, turns: 4 }));

interface Shape extends Amount {
  readonly store: "memory" | "sqlite";
  readonly executor: "processes" | "inline";
  /** Whether the action may run twice; else the agent has its acknowledgement confirmed before it runs. */
  readonly again: boolean;
}

/** Action round trips by typed handles: the caller is this process, server and agent are others, or (inline) one. */
export const roundTrips = planOf({ title: "action round trips", shapes, nameOf, open });

async function open(wanted: readonly Shape[], options: SuiteOptions, started: AsyncDisposableStack): Promise<readonly Case[]> {
  const cases: Case[] = [];
  for (const [store, ofStore] of Map.groupBy(wanted, (shape) => shape.store)) {
    const server = started.use(await BenchServer.start({ store, profileFolder: options.profileFolder }));
    for (const [executor, shapes] of Map.groupBy(ofStore, (shape) => shape.executor)) {
      const launched = await launchAgent(server, { executor });
      for (const shape of shapes) cases.push(await caseOf(shape, launched, options));
    }
  }
  return cases;
}

async function caseOf(shape: Shape, { agent, roles }: LaunchedAgent, { durationMs }: SuiteOptions): Promise<Case> {
  const { bytes, outstanding, again, lengths = 1, turns } = shape;
  const text = argumentOf(bytes);
  const call = again ? () => agent.echoAgain(text) : () => agent.echo(text);
  if ((await call()) !== text) throw new Error("the agent answers something else than it was asked");
  return {
    name: nameOf(shape),
    what: new Load(call, { outstanding, durationMs: lengths * durationMs }, roles),
    floor: { kind: "echo", bytes, outstanding, lengths },
    turns,
  };
}

function shapes({ quick }: SuiteOptions): Shape[] {
  const small = SMALL.filter(({ outstanding }) => outstanding !== 16 || !quick);
  const all = quick ? small : [...small, ...LARGE, ...LARGEST];
  const of = (store: Shape["store"], executor: Shape["executor"], amounts: readonly Amount[], again = false) =>
    amounts.map((amount) => ({ store, executor, again, ...amount }));
  return [
    ...of("memory", "processes", all),
    ...of("memory", "inline", all),
    ...of("sqlite", "processes", all),
    // Only what is written down is spared by it.
    ...of("sqlite", "processes", small, true),
    // Bodies cost an agent in the server what they cost it in memory, and the store what they cost it for one in a process.
    ...of("sqlite", "inline", small),
  ];
}

function nameOf({ store, executor, again, bytes, outstanding }: Shape): string {
  return `action ${store} ${executor} ${again ? "redeliverable " : ""}${sizeName(bytes)} x${outstanding}`;
}
