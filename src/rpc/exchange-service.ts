import { createHash } from "node:crypto";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { Presence as ProtoPresence, MailboxStatus as ProtoStatus } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import type { ExchangeService, MailboxSchema, MailboxStatsSchema, SendResultSchema } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import type { DeadLetterSchema } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { operates } from "../core/account.ts";
import { BASE_TYPE, type EntityId, entityKey } from "../core/entity.ts";
import { invalidField, LyceumError } from "../core/errors.ts";
import type { MailboxStats, MailboxStatus, MailboxView, NewMailbox, Presence } from "../core/exchange.ts";
import type { ShareRight } from "../core/store.ts";
import type { Owned } from "../exchange/access.ts";
import type { DeadLetter } from "../exchange/dead-letters.ts";
import { actorOf, noteAccount } from "./actor.ts";
import { connectHandler } from "./connect.ts";
import { checkName, checkUid, entityFromProto, entityToProto } from "./convert-entity.ts";
import { envelopeFromProto, envelopeToProto, settlementFromProto, statusToProto } from "./convert-message.ts";
import { optionalDuration, timestampToProto } from "./convert-time.ts";
import { itemError } from "./errors.ts";
import { type ExchangeDeps, holderOf, senderOf } from "./exchange-deps.ts";
import { listenHandler, receiveHandler } from "./listen.ts";
import { pageOf } from "./page.ts";
import { checkLineage, registrationToProto } from "./registration.ts";
import { checkRequestId } from "./request-id.ts";
import { serverInfo } from "./server-info.ts";
import type { Call, Handlers, Principal } from "./service.ts";
import { sharing } from "./share-service.ts";

const statuses: Readonly<Record<MailboxStatus, ProtoStatus>> = {
  active: ProtoStatus.ACTIVE,
  terminated: ProtoStatus.TERMINATED,
  missing: ProtoStatus.MISSING,
};

const presences: Readonly<Record<Presence, ProtoPresence>> = {
  online: ProtoPresence.ONLINE,
  stale: ProtoPresence.STALE,
  never: ProtoPresence.NEVER,
};

/** The handlers of ExchangeService. */
export function exchangeService(deps: ExchangeDeps): Handlers<typeof ExchangeService> {
  return { ...registering(deps), ...looking(deps), ...sharing(deps), ...messaging(deps) };
}

type Part<K extends keyof (typeof ExchangeService)["method"]> = Pick<Handlers<typeof ExchangeService>, K>;

function registering(deps: ExchangeDeps): Part<"registerUser" | "registerAgents" | "terminate"> {
  const { exchange, journal, ids, tokens, repeats } = deps;
  const register = async (principal: Principal, requestId: string, mailboxes: readonly NewMailbox[], digest: string) => {
    journal.assertWritable();
    const { namespace, subject } = principal;
    const registered = repeats.once({ scope: `${namespace} ${subject} register`, requestId: checkRequestId(requestId), digest }, () => {
      noteAccount(principal, exchange);
      exchange.register(
        namespace,
        subject,
        mailboxes.filter(({ entity }) => !isManaged(entity, principal, deps)),
      );
      return mailboxes;
    });
    await journal.settled();
    return registered.map(({ entity, lineage }) => registrationToProto(tokens, { entity, lineage, to: principal }));
  };
  const entityOf = (role: EntityId["role"], { uid, name }: { uid: string; name: string }, field: string): EntityId => ({
    role,
    uid: uid === "" ? ids.uuid() : checkUid(uid, `${field}uid`),
    name: checkName(name, `${field}name`),
  });
  return {
    async registerUser(request, { principal }) {
      const mailbox = { entity: entityOf("user", request, ""), lineage: [] };
      const [registration] = await register(principal, request.requestId, [mailbox], digestOf(["user", request.name, request.uid]));
      return registration === undefined ? {} : { registration };
    },
    async registerAgents(request, { principal }) {
      const { agents, requestId } = request;
      checkBatch(agents.length, "agents", deps);
      const mailboxes = agents.map((agent, index) => ({
        entity: entityOf("agent", agent, `agents[${index}].`),
        lineage: withBase(checkLineage(agent.lineage, `agents[${index}].lineage`)),
      }));
      const digest = digestOf(agents.map(({ name, uid, lineage }) => [name, uid, lineage]));
      return { registrations: await register(principal, requestId, mailboxes, digest) };
    },
    async terminate(request, call) {
      const key = entityKey(call.principal.namespace, entityFromProto(request.entity, "entity"));
      journal.assertWritable();
      if (!mayTerminate(exchange.look(key), call, deps)) return { status: ProtoStatus.MISSING };
      const status = exchange.terminate(key);
      await journal.settled();
      return { status: statuses[status] };
    },
  };
}

function looking(deps: ExchangeDeps): Part<"getServerInfo" | "getMailbox" | "discover" | "listDeadLetters" | "requeue"> {
  const { exchange, journal, limits } = deps;
  const managed = (principal: Principal, id: EntityId) => {
    const actor = actorOf(principal, exchange);
    return exchange.mailbox(principal.namespace, id, (mailbox) => exchange.access.assertMay(actor, "manage", mailbox));
  };
  return {
    getServerInfo: async () => serverInfo(deps),
    async getMailbox(request, call) {
      const id = entityFromProto(request.entity, "entity");
      const view = exchange.look(entityKey(call.principal.namespace, id));
      if (view === undefined || isHidden("read", view, call, deps)) {
        return { mailbox: { entity: entityToProto(id), status: ProtoStatus.MISSING } };
      }
      return { mailbox: mailboxToProto(view) };
    },
    async discover(request, { principal }) {
      const { size, after } = pageOf(request, limits.maxPageSize);
      const { type, exact } = request;
      const actor = actorOf(principal, exchange);
      const accept = (mailbox: Owned) => exchange.access.mayKnow(actor, mailbox);
      const found = exchange.discover({ namespace: principal.namespace, type, exact, after, size: size + 1, accept });
      const page = found.slice(0, size);
      const last = page.at(-1);
      return {
        agents: page.map(({ entity }) => entityToProto(entity)),
        nextPageToken: found.length > size && last !== undefined ? String(last.order) : "",
      };
    },
    async listDeadLetters(request, { principal }) {
      const mailbox = managed(principal, entityFromProto(request.entity, "entity"));
      const { size, after } = pageOf(request, limits.maxPageSize);
      await journal.settled();
      const letters = await exchange.deadLetters.list(mailbox, after, size, limits.maxFrameBytes / 2);
      const last = letters.at(-1)?.message.key;
      const more = last !== undefined && [...mailbox.dead.keys()].some((key) => key > last);
      return { deadLetters: letters.map(deadLetterToProto), nextPageToken: more ? String(last) : "" };
    },
    async requeue(request, { principal }) {
      const mailbox = managed(principal, entityFromProto(request.entity, "entity"));
      checkBatch(request.deadLetterIds.length, "dead_letter_ids", deps);
      journal.assertWritable();
      const requeued = await exchange.deadLetters.requeue(mailbox, [...new Set(request.deadLetterIds)]);
      await journal.settled();
      return { requeued };
    },
  };
}

function messaging(deps: ExchangeDeps): Part<"send" | "settle" | "listen" | "receive" | "connect"> {
  const { exchange, journal } = deps;
  return {
    async send(request, { principal, refused }) {
      const sender = senderOf(request.token, principal, deps);
      checkBatch(request.envelopes.length, "envelopes", deps);
      const results = request.envelopes.map((envelope) =>
        resultOf(() => exchange.post.acceptOnce(sender, envelopeFromProto(envelope, sender.entity)), refused),
      );
      await journal.settled();
      return { results };
    },
    async settle(request, { principal, refused }) {
      const { listener } = holderOf(request.token, principal, deps);
      checkBatch(request.settlements.length, "settlements", deps);
      if (request.session === undefined) throw invalidField("session", "is missing: give the session that holds the deliveries");
      const session = exchange.sessions.claim(listener, request.session);
      const results = request.settlements.map((settlement) =>
        resultOf(() => exchange.settling.settle(session, settlementFromProto(settlement)), refused),
      );
      exchange.sessions.extend(session);
      await journal.settled();
      return { results };
    },
    listen: listenHandler(deps),
    receive: receiveHandler(deps),
    connect: connectHandler(deps),
  };
}

function resultOf(act: () => void, refused: Call["refused"]): MessageInitShape<typeof SendResultSchema> {
  try {
    act();
    return {};
  } catch (error) {
    if (!(error instanceof LyceumError)) throw error;
    refused(error);
    return { error: itemError(error) };
  }
}

/**
 * Whether a mailbox is to be as if it were not there for somebody.
 * @throws LyceumError not_permitted where the caller may know of it.
 */
function isHidden(right: ShareRight, view: MailboxView, { principal, refused }: Call, { exchange }: ExchangeDeps): boolean {
  try {
    exchange.access.assertMay(actorOf(principal, exchange), right, view);
    return false;
  } catch (error) {
    if (!(error instanceof LyceumError) || !error.denied) throw error;
    refused(error);
    return true;
  }
}

/** An unknown mailbox is a no-op, and so is one of which the caller may not know. */
function mayTerminate(view: MailboxView | undefined, call: Call, deps: ExchangeDeps): boolean {
  return view === undefined || !isHidden("manage", view, call, deps);
}

/** Whether a uid is taken by an open mailbox that the caller may listen to without being its owner: by its account, or by a share. */
function isManaged(entity: EntityId, principal: Principal, { exchange }: ExchangeDeps): boolean {
  const view = exchange.look(entityKey(principal.namespace, entity));
  if (view?.status !== "active" || view.owner === principal.subject || operates(principal.role)) return false;
  return exchange.access.may(actorOf(principal, exchange), "manage", view);
}

function checkBatch(length: number, field: string, { limits }: ExchangeDeps): void {
  if (length > limits.maxBatch) throw invalidField(field, `must have at most ${limits.maxBatch} items`);
}

function withBase(lineage: readonly string[]): readonly string[] {
  return lineage.includes(BASE_TYPE) ? lineage : [...lineage, BASE_TYPE];
}

function digestOf(content: unknown): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("base64url");
}

function mailboxToProto(view: MailboxView): MessageInitShape<typeof MailboxSchema> {
  const heartbeatAge = optionalDuration(view.heartbeatAgeMs);
  return {
    entity: entityToProto(view.entity),
    status: statuses[view.status],
    presence: presences[view.presence],
    ...(heartbeatAge === undefined ? {} : { heartbeatAge }),
    ...(view.status === "active" ? { stats: statsToProto(view.stats) } : {}),
    lineage: [...view.lineage],
    createTime: timestampToProto(view.createdAtMs),
  };
}

/** Writes a mailbox's counts. */
export function statsToProto(stats: MailboxStats): MessageInitShape<typeof MailboxStatsSchema> {
  return {
    incoming: BigInt(stats.incoming),
    outgoing: BigInt(stats.outgoing),
    completed: BigInt(stats.completed),
    inProgress: BigInt(stats.inProgress),
    queued: BigInt(stats.queued),
    queuedBytes: BigInt(stats.queuedBytes),
    droppedAnswers: BigInt(stats.droppedAnswers),
    deadLetters: BigInt(stats.deadLetters),
  };
}

function deadLetterToProto({ message, body }: DeadLetter): MessageInitShape<typeof DeadLetterSchema> {
  return {
    deadLetterId: String(message.key),
    status: statusToProto(message.deadStatus ?? "undeliverable"),
    createTime: timestampToProto(message.deadAtMs ?? message.acceptedAtMs),
    attempts: message.attempt,
    envelope: envelopeToProto({ header: message.header, body, timeoutMs: undefined }),
  };
}
