import type { EntityId, ExchangeClient } from "@lyceum/client";

const LOT = 1_000;

/** Registers agents of a type that nobody hosts, with the mailboxes that they have; tells their ids. */
export async function registerCrowd(exchange: ExchangeClient, type: string, count: number): Promise<EntityId[]> {
  const ids: EntityId[] = [];
  for (let done = 0; done < count; done += LOT) {
    const lot = Array.from({ length: Math.min(LOT, count - done) }, () => ({ type: [type] }));
    for (const { agentId } of await exchange.registerAgents(lot)) ids.push(agentId);
  }
  return ids;
}
