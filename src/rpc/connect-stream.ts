import { create } from "@bufbuild/protobuf";
import {
  type Attach,
  type ConnectRequest,
  type ConnectResponse,
  type Detach,
  type Drain,
  type FailedItem,
  FailedItemSchema,
  type SessionEnd,
  SessionEndSchema,
  type SessionEvent,
  type SessionItem,
  type SessionUpdate,
} from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import type { Timer } from "../core/clock.ts";
import { invalidField, LyceumError } from "../core/errors.ts";
import type { Refusal } from "../core/store.ts";
import type { Item } from "../exchange/items.ts";
import type { Session } from "../exchange/session.ts";
import { Channel, type Mark } from "./channel.ts";
import { envelopeFromProto, settlementFromProto } from "./convert-message.ts";
import { grantToProto, outgoingToProto, protocolsFromProto, resumeFromProto } from "./convert-session.ts";
import { durationToProto } from "./convert-time.ts";
import { itemError } from "./errors.ts";
import { type ExchangeDeps, holderOf } from "./exchange-deps.ts";
import type { Call } from "./service.ts";
import { TokenExpiry } from "./token-expiry.ts";

/** Most deliveries of one session in a frame; small ones fill a frame, large ones are cut by bytes. */
const MAX_FRAME_DELIVERIES = 256;
const FRAME_BYTES = 1_048_576;

/** How long news that nobody waits for may wait for a frame of others. */
const LINGER_MS = 50;

/** Greatest sequence of an item that is told exactly. */
const MAX_SEQUENCE = BigInt(Number.MAX_SAFE_INTEGER);

/** One Connect stream: channels, each with the session of one entity. */
export class ConnectStream {
  readonly #wake: () => void;
  readonly #deps: ExchangeDeps;
  readonly #caller: Pick<Call, "principal" | "refused">;
  readonly #channels = new Map<number, Channel>();
  readonly #dirty = new Set<Channel>();
  readonly #expiry: TokenExpiry;
  #lingering: Timer | undefined;
  #drain: Drain | undefined;
  #over = false;

  /** @param wake called when there is something to write, or the stream is over. */
  constructor(deps: ExchangeDeps, caller: Pick<Call, "principal" | "refused">, wake: () => void) {
    this.#deps = deps;
    this.#caller = caller;
    this.#wake = wake;
    this.#expiry = new TokenExpiry(deps.clock, () => this.#channels.values());
  }

  /** Whether the caller has ended its side and all was written. */
  get over(): boolean {
    return this.#over && this.#dirty.size === 0;
  }

  /**
   * Takes a frame.
   * @throws LyceumError invalid_field when it breaks the protocol.
   */
  receive({ attaches, updates, detaches }: ConnectRequest): void {
    const known = attaches.length === 0 ? updates : updates.filter(({ channel }) => this.#channels.has(channel));
    for (const update of known) this.#update(update);
    // A mailbox that is let go of and taken anew in one frame is let go of first, so that its leases go back without counting.
    for (const detach of detaches) this.#detach(detach);
    for (const attach of attaches) this.#attach(attach);
    // One that is taken and let go of in one frame is let go of last; to detach again does nothing.
    if (attaches.length > 0) for (const detach of detaches) this.#detach(detach);
    if (known !== updates) for (const update of updates) if (!known.includes(update)) this.#update(update);
  }

  /** The next frame to write; undefined when there is nothing. */
  next(): ConnectResponse | undefined {
    const drain = this.#drain;
    this.#drain = undefined;
    if (this.#dirty.size === 0 && drain === undefined) return undefined;
    const events: SessionEvent[] = [];
    let bytes = 0;
    for (const channel of this.#dirty) {
      if (bytes >= FRAME_BYTES) break;
      this.#dirty.delete(channel);
      const [event, eventBytes] = this.#eventOf(channel, FRAME_BYTES - bytes);
      if (event === undefined) continue;
      events.push(event);
      bytes += eventBytes;
    }
    return events.length === 0 && drain === undefined ? undefined : { $typeName: "lyceum.v1.ConnectResponse", events, drain };
  }

  /** The stream is alive, though nothing came: its listeners are. */
  beat(): void {
    const nowMs = this.#deps.clock.monotonic();
    for (const { session } of this.#channels.values()) if (session !== undefined) session.heardAtMs = nowMs;
  }

  /** The server begins to stop: the caller is told. */
  drain(): void {
    this.#drain = { $typeName: "lyceum.v1.Drain", grace: durationToProto(this.#deps.graceMs) };
    this.#wake();
  }

  /** The caller sends no more. */
  end(): void {
    this.#over = true;
    this.#wake();
  }

  /** The stream is gone: its sessions live on for their windows. */
  close(): void {
    for (const channel of this.#channels.values()) {
      if (channel.session !== undefined) this.#deps.exchange.sessions.disconnect(channel.session, channel, false);
    }
    this.#expiry.stop();
    this.#channels.clear();
    this.#dirty.clear();
    this.#lingering?.cancel();
  }

  #attach(attach: Attach): void {
    if (this.#channels.has(attach.channel))
      throw invalidField("attaches.channel", `${attach.channel} is taken; choose a number that was not used on this stream`);
    const channel = new Channel(attach.channel, this.#tell);
    this.#channels.set(attach.channel, channel);
    try {
      const session = this.#openSession(attach, channel);
      channel.session = session;
      this.#deps.journal.afterCommit(() => {
        channel.grant = grantToProto(session, attach.resume !== undefined);
        channel.failed = session.refusals;
        this.#mark(channel);
      });
    } catch (error) {
      this.#fail(channel, asLyceumError(error));
    }
  }

  #openSession(attach: Attach, channel: Channel): Session {
    const { exchange, limits } = this.#deps;
    const holder = holderOf(attach.token, this.#caller.principal, this.#deps);
    this.#expireAt(channel, holder.expiresAtMs);
    const options = {
      protocols: protocolsFromProto(attach.protocols),
      credits: attach.credits,
      returnsCredits: false,
      windowMs: limits.resumeWindowMs,
      sink: channel,
    };
    if (attach.resume === undefined) return exchange.sessions.open(holder.listener, options);
    return exchange.sessions.resume(holder.listener, resumeFromProto(attach.resume), options);
  }

  #update(update: SessionUpdate): void {
    const channel = this.#channels.get(update.channel);
    const session = channel?.session;
    if (channel === undefined) throw invalidField("updates.channel", `${update.channel} is not attached`);
    if (session === undefined || !session.isConnectedTo(channel) || session.ended !== undefined) return;
    if (update.items.length > this.#deps.limits.maxBatch)
      throw invalidField("updates.items", `must be at most ${this.#deps.limits.maxBatch}`);
    if (update.hosting !== undefined && update.hosting.redeliverable.length > this.#deps.limits.maxBatch)
      throw invalidField("updates.hosting.redeliverable", `must be at most ${this.#deps.limits.maxBatch}`);
    const { exchange, clock } = this.#deps;
    session.heardAtMs = clock.monotonic();
    if (update.token !== "") this.#renew(channel, update.token);
    if (update.resultsReadThrough > 0n) exchange.items.forget(session, Number(update.resultsReadThrough));
    if (update.items.length > 0) {
      const items = update.items.map((item) => itemFromProto(item, session));
      exchange.items.take(session, items, this.#caller.refused, update.patient);
    } else if (!update.patient) {
      this.#deps.journal.afterCommit(() => this.#dirty.has(channel) && this.#wake());
    }
    if (update.hosting !== undefined) session.redeliverable = new Set(update.hosting.redeliverable);
    if (update.credits > 0) exchange.sessions.grant(session, update.credits);
  }

  #renew(channel: Channel, token: string): void {
    try {
      const { listener, expiresAtMs } = holderOf(token, this.#caller.principal, this.#deps);
      if (listener.key !== channel.session?.mailbox.key) throw new LyceumError("token_invalid", "the fresh token is another entity's");
      this.#expireAt(channel, expiresAtMs);
    } catch (error) {
      this.#fail(channel, asLyceumError(error));
    }
  }

  #expireAt(channel: Channel, atMs: number): void {
    channel.expiresAtMs = atMs;
    this.#expiry.watch(atMs);
  }

  #fail(channel: Channel, error: LyceumError): void {
    this.#caller.refused(error);
    channel.fail(error);
  }

  #detach({ channel: number, begun }: Detach): void {
    const channel = this.#channels.get(number);
    if (channel?.session?.isConnectedTo(channel)) this.#deps.exchange.sessions.detach(channel.session, begun.map(Number));
  }

  readonly #tell: Mark = (channel, patient) => (patient ? this.#linger(channel) : this.#mark(channel));

  #mark(channel: Channel): void {
    this.#dirty.add(channel);
    this.#wake();
  }

  #linger(channel: Channel): void {
    this.#dirty.add(channel);
    this.#lingering ??= this.#deps.clock.after(LINGER_MS, () => {
      this.#lingering = undefined;
      if (this.#dirty.size > 0) this.#wake();
    });
  }

  /** What a session has to tell, with about how many bytes its deliveries take. */
  #eventOf(channel: Channel, maxBytes: number): [SessionEvent | undefined, number] {
    const { session, grant } = channel;
    if (channel.failure !== undefined) return [this.#endEvent(channel, channel.failure), 0];
    if (session === undefined) return [undefined, 0];
    if (session.ended === undefined && !session.isConnectedTo(channel)) {
      return [this.#endEvent(channel, new LyceumError("superseded", "another stream went on with this session; do not reconnect")), 0];
    }
    const { deliveries, bytes, more, takenThrough, failed, end } = this.#deps.exchange.sessions.take(
      session,
      MAX_FRAME_DELIVERIES,
      maxBytes,
    );
    if (more) this.#mark(channel);
    const refusals = [...channel.failed, ...failed];
    channel.grant = undefined;
    channel.failed = [];
    if (grant === undefined && deliveries.length === 0 && takenThrough === undefined && refusals.length === 0 && end === undefined)
      return [undefined, 0];
    if (end !== undefined) channel.forget();
    const nowMs = this.#deps.clock.now();
    const event: SessionEvent = {
      $typeName: "lyceum.v1.SessionEvent",
      channel: channel.number,
      grant,
      takenThrough: BigInt(takenThrough ?? 0),
      failed: refusals.map(refusalToProto),
      deliveries: deliveries.map((delivery) => outgoingToProto(delivery, nowMs)),
      end: end === undefined ? undefined : endToProto(end),
    };
    return [event, bytes];
  }

  #endEvent(channel: Channel, error: LyceumError): SessionEvent {
    if (channel.session !== undefined) this.#deps.exchange.sessions.disconnect(channel.session, channel, false);
    channel.forget();
    return {
      $typeName: "lyceum.v1.SessionEvent",
      channel: channel.number,
      grant: undefined,
      takenThrough: 0n,
      failed: [],
      deliveries: [],
      end: endToProto(error),
    };
  }
}

function itemFromProto({ sequence, item }: SessionItem, session: Session): Item {
  if (sequence > MAX_SEQUENCE) throw invalidField("updates.items.sequence", "must be below 2^53: count from 1");
  return {
    sequence: Number(sequence),
    read: () => {
      if (item.case === "send") return { send: envelopeFromProto(item.value, session.mailbox.entity) };
      if (item.case === "settle") return { settle: settlementFromProto(item.value) };
      throw invalidField("updates.items.item", "is missing: set send or settle");
    },
  };
}

function endToProto(error: LyceumError): SessionEnd {
  return create(SessionEndSchema, { error: itemError(error) });
}

function refusalToProto({ sequence, kind, message, facts, retryDelayMs }: Refusal): FailedItem {
  const error = new LyceumError(kind, message, { facts, ...(retryDelayMs === undefined ? {} : { retryDelayMs }) });
  return create(FailedItemSchema, { sequence: BigInt(sequence), error: itemError(error) });
}

function asLyceumError(error: unknown): LyceumError {
  if (error instanceof LyceumError) return error;
  throw error;
}
