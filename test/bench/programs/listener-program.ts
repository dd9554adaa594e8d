// Listens in the names of many agents, on as many connections as it is told, until it is asked to end:
// `node listener-program.ts <connections> <listeners of each>`. It says when it is warm, and goes on at SIGUSR2.
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { type EntityId, type ExchangeClient, ExchangeFactory } from "@lyceum/client";
import { Connection } from "../../../clients/typescript/src/exchange/connection.ts";
import { Messenger } from "../../../clients/typescript/src/exchange/messenger.ts";
import { GrpcTransport } from "../../../clients/typescript/src/grpc-transport.ts";
import { growthPerThing, type Memory, settledMemory } from "../measure/memory.ts";

/** What it prints once all listen. */
export interface Listening {
  readonly fillMs: number;
  readonly perThing: Memory;
}

/** As many connections are opened at once, and mailboxes asked for. */
const LOT = 50;
const WARM_UP = 100;
const POLL_MS = 20;
const LIMIT_MS = 60_000;

const [connections = 1, sessions = 1] = process.argv.slice(2).map(Number);
const factory = new ExchangeFactory();
const { client } = await factory.openUser({ name: "listeners" });

/** Opens a connection with its listeners. */
async function open(listeners: number): Promise<EntityId> {
  const registrations = await client.registerWithTokens(Array.from({ length: listeners }, () => ({ type: ["Listener"] })));
  const transport = new GrpcTransport({ url: factory.url, token: process.env.LYCEUM_TOKEN });
  const connection = new Connection(transport);
  for (const { agentId: entity, token } of registrations) {
    new Messenger({ entity, origin: factory.origin, transport, connection, session: { token }, serves: true });
  }
  return registrations.at(-1)!.agentId;
}

/** Waits until an agent listens. */
async function online(exchange: ExchangeClient, agent: EntityId): Promise<void> {
  const endMs = performance.now() + LIMIT_MS;
  while ((await exchange.mailbox(agent)).presence !== "online") {
    if (performance.now() > endMs) throw new Error(`an agent does not listen after ${LIMIT_MS} ms`);
    await sleep(POLL_MS);
  }
}

// What the first ones need is there already.
await online(client, await open(WARM_UP));
const go = once(process, "SIGUSR2");
console.log("warm");
await go;
const before = await settledMemory();
const beginMs = performance.now();
for (let done = 0; done < connections; done += LOT) {
  // The last of a connection to be attached is the last to be taken in.
  const last = await Promise.all(Array.from({ length: Math.min(LOT, connections - done) }, () => open(sessions)));
  await Promise.all(last.map((agent) => online(client, agent)));
}
const fillMs = performance.now() - beginMs;
const perThing = growthPerThing(before, await settledMemory(), connections * sessions);
console.log(JSON.stringify({ fillMs, perThing } satisfies Listening));
