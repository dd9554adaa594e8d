import type { Clock, Ids, Timer } from "../core/clock.ts";
import type { EntityId, EntityKey } from "../core/entity.ts";
import { LyceumError } from "../core/errors.ts";
import type { Exchange, LocalMailbox, MailboxStatus, MailboxView, NewMailbox } from "../core/exchange.ts";
import type { Failure } from "../core/failure.ts";
import type { Journal } from "../core/journal.ts";
import type { Limits } from "../core/limits.ts";
import type { Delivery, Envelope } from "../core/message.ts";
import { NO_QUOTA, type QuotaOf } from "../core/quota.ts";
import { Sequence } from "../core/sequence.ts";
import type { Store } from "../core/store.ts";
import { Access, isServerUid, type Owned, SERVER } from "./access.ts";
import { Accounts } from "./accounts.ts";
import { Bodies } from "./bodies.ts";
import { DeadLetters } from "./dead-letters.ts";
import { Directory, type Discovery, ownedOf } from "./directory.ts";
import { Dispatcher } from "./dispatcher.ts";
import type { ExchangeParts } from "./exchange-parts.ts";
import { Items } from "./items.ts";
import type { Mailbox } from "./mailbox.ts";
import { Message } from "./message.ts";
import { Post } from "./post.ts";
import { SendRepeats } from "./send-repeats.ts";
import { Sessions } from "./sessions.ts";
import { Settling } from "./settling.ts";
import { Shares } from "./shares.ts";
import { Termination } from "./termination.ts";
import { Usage } from "./usage.ts";

const SWEEP_MS = 60_000;

/** What an exchange is made of. */
export interface ExchangeOptions {
  readonly store: Store;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly limits: Limits;
  /** Absent means that no namespace has bounds. */
  readonly quotaOf?: QuotaOf | undefined;
}

/** The built-in exchange: mailboxes in memory, written down by the journal. */
export class BuiltInExchange implements Exchange, Disposable {
  readonly sessions: Sessions;
  readonly settling: Settling;
  readonly items: Items;
  readonly post: Post;
  readonly deadLetters: DeadLetters;
  readonly shares: Shares;
  readonly accounts: Accounts;
  readonly access: Access;
  readonly #parts: ExchangeParts;
  readonly #dispatcher: Dispatcher;
  readonly #termination: Termination;
  readonly #repeats: SendRepeats;
  #sweeper: Timer | undefined;

  constructor({ store, journal, clock, ids, limits, quotaOf = NO_QUOTA }: ExchangeOptions) {
    this.shares = new Shares(journal);
    this.accounts = new Accounts(journal);
    this.access = new Access(this.shares, this.accounts);
    this.#parts = {
      store,
      journal,
      clock,
      limits,
      quotaOf,
      usage: new Usage(),
      access: this.access,
      directory: new Directory(journal, clock, new Sequence("mailbox-order", store, journal), quotaOf),
      bodies: new Bodies(store, journal, clock, limits.residentBodyBytes),
      keys: new Sequence("message-key", store, journal),
    };
    this.#dispatcher = new Dispatcher(this.#parts);
    this.#repeats = new SendRepeats(journal, clock, limits.repeatMs);
    this.sessions = new Sessions(this.#parts, this.#dispatcher, ids);
    this.settling = new Settling(this.#parts, this.#dispatcher);
    this.post = new Post(this.#parts, this.#dispatcher, this.#repeats);
    this.items = new Items(this.#parts, this.post, this.settling);
    this.deadLetters = new DeadLetters(this.#parts, this.#dispatcher, this.post);
    this.#termination = new Termination(this.#parts, this.#dispatcher, this.sessions);
  }

  /** Takes over what the store holds, and starts its timers. */
  start(): void {
    const { store, directory } = this.#parts;
    // Open mailboxes in the order they were made, then gravestones in that of their termination.
    const mailboxes = [...store.load("mailboxes")].sort(
      (one, other) => (one.terminatedAtMs ?? 0) - (other.terminatedAtMs ?? 0) || one.order - other.order,
    );
    for (const record of mailboxes) directory.restore(record);
    for (const record of store.load("shares")) this.shares.restore(record);
    for (const record of store.load("accounts")) this.accounts.restore(record);
    for (const record of store.load("sessions")) this.sessions.restore(record);
    for (const record of store.load("messages")) this.#restoreMessage(record);
    for (const record of store.load("repeats")) if (record.key.startsWith("send ")) this.#repeats.restore(record);
    this.#sweep();
  }

  /** Ends the timers; what is kept stays kept. */
  [Symbol.dispose](): void {
    this.#sweeper?.cancel();
    this.sessions.stop();
    this.#dispatcher.stop();
    this.#repeats.stop();
  }

  register(namespace: string, owner: string, mailboxes: readonly NewMailbox[]): void {
    for (const { entity } of mailboxes) {
      if (entity.role !== "user" || !isServerUid(entity.uid)) continue;
      throw new LyceumError("uid_taken", `the uid ${entity.uid} is the server's own; choose another`, { facts: { uid: entity.uid } });
    }
    this.#parts.directory.register(namespace, owner, mailboxes);
  }

  accountOf(namespace: string, owner: string): string {
    return this.#parts.directory.accountOf(namespace, owner);
  }

  terminate(key: EntityKey, cause?: Failure): MailboxStatus {
    const status = this.#termination.terminate(key, cause);
    if (this.#parts.directory.isCrowded(this.#parts.limits)) this.#forgetGravestones();
    return status;
  }

  look(key: EntityKey): MailboxView | undefined {
    const mailbox = this.#parts.directory.find(key);
    if (mailbox !== undefined) return mailbox.view(this.#parts.clock.monotonic());
    const gravestone = this.#parts.directory.gravestone(key);
    if (gravestone === undefined) return undefined;
    const { record } = gravestone;
    return {
      ...ownedOf(record),
      status: "terminated",
      presence: record.epoch === 0 ? "never" : "stale",
      heartbeatAgeMs: undefined,
      lineage: record.lineage,
      createdAtMs: record.createdAtMs,
      fence: record.fence,
      stats: { incoming: 0, outgoing: 0, completed: 0, droppedAnswers: 0, inProgress: 0, queued: 0, queuedBytes: 0, deadLetters: 0 },
    };
  }

  /** Whose a mailbox is, open or ended; undefined when it is missing. Costs less than {@link look}. */
  owned(key: EntityKey): Owned | undefined {
    const { directory } = this.#parts;
    const record = directory.gravestone(key)?.record;
    return directory.find(key) ?? (record === undefined ? undefined : ownedOf(record));
  }

  local(namespace: string, uid: string, receive: (delivery: Delivery) => boolean): LocalMailbox {
    const entity: EntityId = { uid, role: "user", name: SERVER };
    this.#parts.directory.register(namespace, SERVER, [{ entity, lineage: [] }]);
    const mailbox = this.#parts.directory.get(namespace, entity);
    mailbox.receive = receive;
    for (const message of [...mailbox.control, ...mailbox.work]) {
      if (
        receive({
          sequence: 0,
          attempt: 1,
          envelope: { header: message.header, body: message.body ?? new Uint8Array(0), timeoutMs: undefined },
        })
      ) {
        this.#dispatcher.drop(message);
      }
    }
    return { entity, send: (envelope: Envelope) => void this.post.accept(mailbox, envelope) };
  }

  fence(key: EntityKey, fence: number): void {
    const mailbox = this.#parts.directory.find(key);
    if (mailbox === undefined || fence < mailbox.fence) return;
    mailbox.fence = fence;
    mailbox.standing = false;
    this.#parts.journal.put("mailboxes", mailbox.record());
    const { session } = mailbox;
    if (session !== undefined && session.fence < fence) {
      this.sessions.end(session, new LyceumError("superseded", "a newer attempt of this agent runs; do not reconnect"), true);
    }
  }

  unfence(key: EntityKey): void {
    const mailbox = this.#parts.directory.find(key);
    if (mailbox === undefined || mailbox.standing) return;
    mailbox.fence += 1;
    mailbox.standing = true;
    this.#parts.journal.put("mailboxes", mailbox.record());
  }

  hostGone(key: EntityKey, fence: number, drained: boolean): void {
    const session = this.#parts.directory.find(key)?.session;
    if (session === undefined || session.fence !== fence) return;
    this.sessions.end(session, new LyceumError("session_ended", "the host of this attempt has ended"), !drained);
  }

  onSessionEnd(listener: (key: EntityKey, fence: number) => void): () => void {
    return this.sessions.onEnd(listener);
  }

  onTerminate(listener: (key: EntityKey) => void): () => void {
    return this.#termination.onTerminate(listener);
  }

  /**
   * The active mailbox of an entity.
   * @param check throws where the caller may not have it, or may not know that it was there.
   * @throws LyceumError mailbox_not_found, mailbox_terminated, and what the check throws.
   */
  mailbox(namespace: string, id: EntityId, check?: (mailbox: Owned) => void): Mailbox {
    return this.#parts.directory.get(namespace, id, check);
  }

  /** Active agents of a type, in the order of registration. */
  discover(discovery: Discovery): Mailbox[] {
    return this.#parts.directory.discover(discovery);
  }

  #restoreMessage(record: Parameters<typeof Message.restore>[1]): void {
    const mailbox = this.#parts.directory.find(record.mailbox);
    if (mailbox === undefined) return;
    const message = Message.restore(mailbox, record);
    if (record.session !== undefined) {
      const session = this.sessions.find(record.session);
      message.session = session;
      session?.held.set(message.key, message);
    }
    this.#dispatcher.restore(message);
  }

  #forgetGravestones(): void {
    this.#parts.directory.sweep(this.#parts.limits, (key) => this.shares.forget(key));
  }

  #sweep(): void {
    this.#forgetGravestones();
    this.#sweeper = this.#parts.clock.after(SWEEP_MS, () => this.#sweep());
  }
}
