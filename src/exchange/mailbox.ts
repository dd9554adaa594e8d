import { type EntityId, type EntityKey, namespaceOf } from "../core/entity.ts";
import type { MailboxView, Presence } from "../core/exchange.ts";
import type { Delivery } from "../core/message.ts";
import type { MailboxRecord } from "../core/store.ts";
import { Lane } from "./lane.ts";
import type { Message } from "./message.ts";
import type { Session } from "./session.ts";

/** An entity's queue, its listener, and the debts of its entity. */
export class Mailbox {
  readonly key: EntityKey;
  readonly namespace: string;
  readonly entity: EntityId;
  readonly lineage: readonly string[];
  readonly owner: string;
  /** Account that answers for it. */
  readonly account: string;
  readonly createdAtMs: number;
  readonly order: number;
  terminatedAtMs: number | undefined;
  fence: number;
  standing: boolean;
  /** Number of its last session. */
  epoch: number;
  /** Requests and events, which wait for credits. */
  readonly work = new Lane();
  /** All else, which does not. */
  readonly control = new Lane();
  /** Work that is queued or leased, by number and bytes: what the bounds are held against. */
  waiting = 0;
  waitingBytes = 0;
  // Made when first needed, as the other two: most mailboxes are idle, and an empty map takes 200 bytes.
  #waitingBySender: Map<EntityKey, number> | undefined;
  /** Requests of its entity that are not yet answered, and answers that it has not yet acknowledged. */
  outstanding = 0;
  incoming = 0;
  outgoing = 0;
  completed = 0;
  droppedAnswers = 0;
  session: Session | undefined;
  /** Monotonic time at which its listener was last heard. */
  heardAtMs: number | undefined;
  /** Takes deliveries in place of a session, for the server's own mailboxes. */
  receive: ((delivery: Delivery) => boolean) | undefined;
  /** By sender and id. */
  #pending: Map<EntityKey, Map<string, Message>> | undefined;
  #dead: Map<number, Message> | undefined;
  #owed = 0;

  constructor(record: MailboxRecord) {
    this.key = record.key;
    this.namespace = namespaceOf(record.key);
    this.entity = record.entity;
    this.lineage = record.lineage;
    this.owner = record.owner;
    this.account = record.account ?? record.owner;
    this.createdAtMs = record.createdAtMs;
    this.order = record.order;
    this.terminatedAtMs = record.terminatedAtMs;
    this.fence = record.fence;
    this.standing = record.standing;
    this.epoch = record.epoch;
  }

  /** Whether it has ended for good. */
  get terminated(): boolean {
    return this.terminatedAtMs !== undefined;
  }

  /** Dead letters by key, oldest first. */
  get dead(): Map<number, Message> {
    this.#dead ??= new Map();
    return this.#dead;
  }

  /** Requests to it that are not answered yet. */
  get pending(): Iterable<Message> {
    return this.#pendingOfAll();
  }

  /** The pending request of a sender with this id. */
  findPending(sender: EntityKey, id: string): Message | undefined {
    return this.#pending?.get(sender)?.get(id);
  }

  /** Books a request as owed. */
  owe(request: Message): void {
    this.#pending ??= new Map();
    const ofSender = this.#pending.get(request.sender);
    if (ofSender === undefined) this.#pending.set(request.sender, new Map([[request.header.id, request]]));
    else ofSender.set(request.header.id, request);
    this.#owed += 1;
  }

  /** Books a request as answered. */
  settleDebt(request: Message): void {
    const ofSender = this.#pending?.get(request.sender);
    if (ofSender?.delete(request.header.id) !== true) return;
    this.#owed -= 1;
    if (ofSender.size === 0) this.#pending?.delete(request.sender);
  }

  /** How much of what waits is of one sender. */
  waitingOf(sender: EntityKey): number {
    return this.#waitingBySender?.get(sender) ?? 0;
  }

  /** Counts work that came to wait (1) or waits no more (-1). */
  count(work: Message, by: 1 | -1): void {
    this.waiting += by;
    this.waitingBytes += by * work.bodyBytes;
    const { sender } = work;
    this.#waitingBySender ??= new Map();
    const ofSender = (this.#waitingBySender.get(sender) ?? 0) + by;
    if (ofSender === 0) this.#waitingBySender.delete(sender);
    else this.#waitingBySender.set(sender, ofSender);
  }

  /** The lane of a message. */
  laneOf(message: Message): Lane {
    return message.isWork ? this.work : this.control;
  }

  /** What the store keeps of it. */
  record(): MailboxRecord {
    return {
      key: this.key,
      entity: this.entity,
      lineage: this.lineage,
      owner: this.owner,
      account: this.account,
      createdAtMs: this.createdAtMs,
      order: this.order,
      terminatedAtMs: this.terminatedAtMs,
      fence: this.fence,
      standing: this.standing,
      epoch: this.epoch,
    };
  }

  /** How others see it, at a monotonic time. */
  view(monotonicMs: number): MailboxView {
    let inProgress = 0;
    for (const request of this.pending) if (request.state !== "queued") inProgress += 1;
    return {
      entity: this.entity,
      status: this.terminated ? "terminated" : "active",
      presence: this.#presence(),
      heartbeatAgeMs: this.#heartbeatAge(monotonicMs),
      lineage: this.lineage,
      owner: this.owner,
      account: this.account,
      createdAtMs: this.createdAtMs,
      fence: this.fence,
      stats: {
        incoming: this.incoming,
        outgoing: this.outgoing,
        completed: this.completed,
        droppedAnswers: this.droppedAnswers,
        inProgress,
        queued: this.#owed - inProgress,
        queuedBytes: this.waitingBytes,
        deadLetters: this.#dead?.size ?? 0,
      },
    };
  }

  *#pendingOfAll(): Generator<Message, void, undefined> {
    for (const ofSender of this.#pending?.values() ?? []) yield* ofSender.values();
  }

  #presence(): Presence {
    if (this.session?.connected) return "online";
    return this.epoch === 0 ? "never" : "stale";
  }

  #heartbeatAge(monotonicMs: number): number | undefined {
    if (this.session?.connected) return monotonicMs - this.session.heardAtMs;
    return this.heardAtMs === undefined ? undefined : monotonicMs - this.heardAtMs;
  }
}
