import type { EntityId } from "../entity.ts";
import type { Connection } from "../exchange/connection.ts";
import type { EntityToken, RenewToken } from "../exchange/entity-token.ts";
import { Messenger } from "../exchange/messenger.ts";
import { ExchangeClient } from "../exchange-client.ts";
import type { Log } from "../log.ts";
import type { Transport } from "../transport.ts";

/** Where agents live: by what means they reach their server. */
export interface AgentSite {
  /** Names the exchange. */
  readonly origin: string;
  readonly transport: Transport;
  readonly connection: Connection;
  readonly log: Log;
}

/** An agent's way to the exchange. */
export interface AgentClient {
  readonly messenger: Messenger;
  readonly exchange: ExchangeClient;
}

/** How an agent listens. */
export interface AgentClientOptions {
  readonly entity: EntityId;
  readonly token: EntityToken;
  readonly renew: RenewToken | undefined;
  /** As many requests are delivered at once; absent means no limit. */
  readonly maxConcurrentActions: number | undefined;
}

const MAX_WINDOW = 256;

/** Begins to listen in an agent's name: to pings and the like; what it is to do comes once it serves, or waits here where only so many run at once. */
export function openAgentClient(site: AgentSite, options: AgentClientOptions): AgentClient {
  const { entity, token, renew, maxConcurrentActions } = options;
  const window = Math.min(MAX_WINDOW, maxConcurrentActions ?? 0);
  const messenger = new Messenger({ ...site, entity, serves: true, session: { token, renew, window } });
  return { messenger, exchange: new ExchangeClient({ messenger }) };
}
