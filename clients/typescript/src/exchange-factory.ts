import { randomUUID } from "node:crypto";
import { ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { resolveTls, resolveToken, resolveUrl } from "./credentials.ts";
import { type EntityId, entityOf } from "./entity.ts";
import { Connection } from "./exchange/connection.ts";
import { type EntityToken, tokenOf } from "./exchange/entity-token.ts";
import { Messenger } from "./exchange/messenger.ts";
import { ExchangeClient } from "./exchange-client.ts";
import { GrpcTransport, type TlsOptions } from "./grpc-transport.ts";
import { present } from "./present.ts";
import type { Transport } from "./transport.ts";

/** How the server is reached. */
export interface ClientOptions {
  /** Absent means `LYCEUM_URL`, else http://127.0.0.1:50051. */
  readonly url?: string | undefined;
  /**
   * Credential, or where to ask for one each time it is needed, since some end; absent means `LYCEUM_TOKEN`, `LYCEUM_TOKEN_FILE`, or the
   * token in the data folder of a server of the same account.
   */
  readonly token?: string | (() => string) | undefined;
  /** Namespace among those that the credential permits; absent means its own. */
  readonly namespace?: string | undefined;
  /** Absent means the files that `LYCEUM_TLS_CA`, `LYCEUM_TLS_CERT` and `LYCEUM_TLS_KEY` name. */
  readonly tls?: TlsOptions | undefined;
  /** Time that a call to the server itself has, retries included; default 60,000 ms. Calls of actions have their own. */
  readonly timeoutMs?: number | undefined;
  /** How long the server may be out of reach before calls of actions fail; default 60,000 ms. */
  readonly unreachableMs?: number | undefined;
  /** Silence of the server after which its stream counts as dead; default 45,000 ms. */
  readonly silenceMs?: number | undefined;
  /** Carries the calls in place of gRPC; it is not closed with the client. */
  readonly transport?: Transport | undefined;
}

/** Options of {@link ExchangeFactory.createUserClient}. */
export interface UserOptions {
  /** For people. */
  readonly name?: string | undefined;
  /** Absent means that the server makes one. */
  readonly uid?: string | undefined;
}

/** A user's client, with what it runs on. */
export interface OpenUser {
  readonly client: ExchangeClient;
  readonly transport: Transport;
  readonly connection: Connection;
}

const DEFAULT_UNREACHABLE_MS = 60_000;

/** Makes clients of one exchange. */
export class ExchangeFactory {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions = {}) {
    this.#options = options;
  }

  /** Where the exchange is. */
  get url(): string {
    return resolveUrl(this.#options.url);
  }

  /** Names the exchange: clients with the same origin reach the same mailboxes. */
  get origin(): string {
    return `${this.url} ${this.#options.namespace ?? ""}`;
  }

  /** How long the server may be out of reach before calls fail, in milliseconds. */
  get unreachableMs(): number {
    return this.#options.unreachableMs ?? DEFAULT_UNREACHABLE_MS;
  }

  /** Registers a user and opens its mailbox, which ends with the client. */
  async createUserClient(options: UserOptions = {}): Promise<ExchangeClient> {
    return (await this.openUser(options)).client;
  }

  /** @internal As {@link createUserClient}, with the ways to the server, which end with the client. */
  async openUser({ name = "", uid = "" }: UserOptions): Promise<OpenUser> {
    const transport = this.#openTransport();
    const close = (): void => {
      if (transport !== this.#options.transport) transport.close();
    };
    try {
      const request = { requestId: randomUUID(), name, uid };
      const registration = present((await transport.unary(ExchangeService.method.registerUser, request)).registration, "registration");
      const entity = entityOf(present(registration.entity, "entity"));
      const connection = new Connection(transport, this.#options);
      const session = { token: tokenOf(registration), renew: () => renewUser(transport, entity) };
      const messenger = new Messenger({ entity, origin: this.origin, transport, connection, session });
      const onClose = (): void => {
        connection.close();
        close();
      };
      return { client: new ExchangeClient({ messenger, onClose }), transport, connection };
    } catch (error) {
      close();
      throw error;
    }
  }

  /** What another program needs to reach the same exchange; never the credential. */
  toJSON(): { readonly url: string; readonly namespace?: string | undefined } {
    return { url: this.url, namespace: this.#options.namespace };
  }

  #openTransport(): Transport {
    const { transport, token, namespace, tls, timeoutMs } = this.#options;
    if (transport !== undefined) return transport;
    return new GrpcTransport({
      url: this.url,
      token: typeof token === "function" ? token : resolveToken(token, this.url),
      namespace,
      tls: resolveTls(tls),
      timeoutMs,
    });
  }
}

async function renewUser(transport: Transport, { uid, name }: EntityId): Promise<EntityToken> {
  const { registration } = await transport.unary(ExchangeService.method.registerUser, { requestId: randomUUID(), uid, name });
  return tokenOf(present(registration, "registration"));
}
