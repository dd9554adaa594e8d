import { randomUUID } from "node:crypto";
import { ExchangeService, type GetServerInfoResponse } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import type { AgentClass } from "./agent/agent.ts";
import { lineageOf, typeNameOf } from "./agent/lineage.ts";
import { type DeadLetter, deadLetterOf } from "./dead-letter.ts";
import { type EntityId, entityOf, protoOf } from "./entity.ts";
import { LyceumError } from "./errors.ts";
import { type EntityToken, tokenOf } from "./exchange/entity-token.ts";
import type { Messenger } from "./exchange/messenger.ts";
import { HandleCache } from "./handle-cache.ts";
import type { Handle } from "./handle-types.ts";
import { type Mailbox, type MailboxStats, type MailboxStatus, mailboxOf, mailboxStatusOf } from "./mailbox.ts";
import { present } from "./present.ts";
import { type GroupShare, protoRights, type ShareRight, shareOf } from "./share.ts";

/** An agent's id and types, made before it runs. */
export interface Registration {
  readonly agentId: EntityId;
  /** Its types, from its own to the most general. */
  readonly lineage: readonly string[];
}

/** An agent to register: by its class, or by its types. */
export interface NewAgent {
  readonly type: AgentClass | readonly string[];
  /** For people. */
  readonly name?: string | undefined;
  /** Absent means that the server makes one. */
  readonly uid?: string | undefined;
}

/** Options of {@link ExchangeClient}. */
export interface ExchangeClientOptions {
  readonly messenger: Messenger;
  /** What else ends with it. */
  readonly onClose?: (() => void) | undefined;
}

const PAGE = 1_000;
const GOODBYE_MS = 5_000;

/** The exchange, in the name of a user or an agent: registering, finding, calling, ending. */
export class ExchangeClient implements AsyncDisposable {
  readonly #messenger: Messenger;
  readonly #onClose: (() => void) | undefined;
  /** @internal */
  readonly handles: HandleCache;
  #closing: Promise<void> | undefined;

  /** @internal Made by {@link ExchangeFactory} and by hosts. */
  constructor({ messenger, onClose }: ExchangeClientOptions) {
    this.#messenger = messenger;
    this.#onClose = onClose;
    this.handles = new HandleCache(messenger);
  }

  /** In whose name it acts. */
  get entityId(): EntityId {
    return this.#messenger.entity;
  }

  /** A handle of an agent: the same one as long as it is open. */
  getHandle<A = unknown>(agent: EntityId | Registration): Handle<A> {
    return this.handles.get<A>("agentId" in agent ? agent.agentId : agent);
  }

  /** Registers an agent that no manager launches, and opens its mailbox. */
  async registerAgent(type: AgentClass | readonly string[], options: Omit<NewAgent, "type"> = {}): Promise<Registration> {
    const [registration] = await this.registerAgents([{ type, ...options }]);
    return registration as Registration;
  }

  /** Registers agents, all or none, in order. */
  async registerAgents(agents: readonly NewAgent[]): Promise<readonly Registration[]> {
    return (await this.registerWithTokens(agents)).map(({ agentId, lineage }) => ({ agentId, lineage }));
  }

  /** @internal Registers agents to be hosted here. */
  async registerWithTokens(agents: readonly NewAgent[]): Promise<readonly (Registration & { readonly token: EntityToken })[]> {
    if (agents.length === 0) return [];
    const { registrations } = await this.#messenger.transport.unary(ExchangeService.method.registerAgents, {
      requestId: randomUUID(),
      agents: agents.map(({ type, name = "", uid = "" }) => ({ name, uid, lineage: [...lineageOf(type)] })),
    });
    return registrations.map((registration) => ({
      agentId: entityOf(present(registration.entity, "entity")),
      lineage: registration.lineage,
      token: tokenOf(registration),
    }));
  }

  /** Active agents of a type, in the order of their registration; `subclasses: false` leaves those of derived types out. */
  async discover(
    type: AgentClass | string,
    { subclasses = true }: { readonly subclasses?: boolean | undefined } = {},
  ): Promise<EntityId[]> {
    const name = typeof type === "string" ? type : typeNameOf(type);
    const found: EntityId[] = [];
    for (let pageToken = ""; ; ) {
      const page = await this.#messenger.transport.unary(ExchangeService.method.discover, {
        type: name,
        exact: !subclasses,
        pageSize: PAGE,
        pageToken,
      });
      found.push(...page.agents.map(entityOf));
      pageToken = page.nextPageToken;
      if (pageToken === "") return found;
    }
  }

  /** A mailbox as the exchange sees it; an unknown one is `missing`, not an error. */
  async mailbox(entity: EntityId): Promise<Mailbox> {
    const { mailbox } = await this.#messenger.transport.unary(ExchangeService.method.getMailbox, { entity: protoOf(entity) });
    return mailboxOf(mailbox, entity);
  }

  /** State of a mailbox. */
  async status(entity: EntityId): Promise<MailboxStatus> {
    return (await this.mailbox(entity)).status;
  }

  /** Counts of a mailbox; the agent is not asked. */
  async stats(entity: EntityId): Promise<MailboxStats> {
    return (await this.mailbox(entity)).stats;
  }

  /** Ends a mailbox for good and answers all that it owes. One that is unknown or has ended is left as it is. */
  async terminate(entity: EntityId): Promise<MailboxStatus> {
    const { status } = await this.#messenger.transport.unary(ExchangeService.method.terminate, { entity: protoOf(entity) });
    return mailboxStatusOf(status);
  }

  /** Dead letters of a mailbox, oldest first. */
  async *deadLetters(entity: EntityId): AsyncGenerator<DeadLetter, void, undefined> {
    for (let pageToken = ""; ; ) {
      const request = { entity: protoOf(entity), pageToken };
      const page = await this.#messenger.transport.unary(ExchangeService.method.listDeadLetters, request);
      yield* page.deadLetters.map(deadLetterOf);
      pageToken = page.nextPageToken;
      if (pageToken === "") return;
    }
  }

  /** Sends dead letters to their mailbox again, one way; tells how many. */
  async requeue(entity: EntityId, deadLetterIds: readonly string[]): Promise<number> {
    const request = { entity: protoOf(entity), deadLetterIds: [...deadLetterIds] };
    return (await this.#messenger.transport.unary(ExchangeService.method.requeue, request)).requeued;
  }

  /** Gives a group of accounts exactly these rights to a mailbox, in place of those it had; one's own mailbox, with one's own group. */
  async share(entity: EntityId, group: string, rights: readonly ShareRight[]): Promise<void> {
    await this.#messenger.transport.unary(ExchangeService.method.share, { entity: protoOf(entity), group, rights: protoRights(rights) });
  }

  /** Takes back what a group was given; a share that is not there is a no-op. */
  async unshare(entity: EntityId, group: string): Promise<void> {
    await this.#messenger.transport.unary(ExchangeService.method.unshare, { entity: protoOf(entity), group });
  }

  /** The groups that a mailbox is shared with. */
  async shares(entity: EntityId): Promise<readonly GroupShare[]> {
    return (await this.#messenger.transport.unary(ExchangeService.method.listShares, { entity: protoOf(entity) })).shares.map(shareOf);
  }

  /** Version, limits and capabilities of the server. */
  async serverInfo(): Promise<GetServerInfoResponse> {
    return await this.#messenger.transport.unary(ExchangeService.method.getServerInfo, {});
  }

  /** Ends it: calls under way fail, handles close, and a user's mailbox is terminated. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** As {@link close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @throws TypeError always: a client has connections. Its factory travels. */
  toJSON(): never {
    throw new TypeError("an exchange client cannot be serialised; its factory can");
  }

  async #close(): Promise<void> {
    this.handles.close();
    try {
      await this.#messenger.close(AbortSignal.timeout(GOODBYE_MS));
      if (this.entityId.role === "user") await this.#sayGoodbye();
    } finally {
      this.#onClose?.();
    }
  }

  async #sayGoodbye(): Promise<void> {
    const request = { entity: protoOf(this.entityId) };
    await this.#messenger.transport.unary(ExchangeService.method.terminate, request, { timeoutMs: GOODBYE_MS }).catch((error: unknown) => {
      // A server that is gone forgets the mailbox, or keeps it for nobody; neither is worth failing a close for.
      if (!(error instanceof LyceumError)) throw error;
    });
  }
}
