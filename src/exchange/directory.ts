import type { Clock } from "../core/clock.ts";
import { describe, type EntityId, type EntityKey, entityKey } from "../core/entity.ts";
import { LyceumError } from "../core/errors.ts";
import type { NewMailbox } from "../core/exchange.ts";
import type { Journal } from "../core/journal.ts";
import type { Sequence } from "../core/sequence.ts";
import type { MailboxRecord } from "../core/store.ts";
import { Mailbox } from "./mailbox.ts";
import { TypeIndex } from "./type-index.ts";

/** What is remembered of a terminated mailbox. */
export interface Gravestone {
  readonly record: MailboxRecord;
  readonly terminatedAtMs: number;
}

/** What to discover. */
export interface Discovery {
  readonly namespace: string;
  /** A type of the lineage; empty means every agent. */
  readonly type: string;
  /** Only agents whose own type it is. */
  readonly exact: boolean;
  /** Order of the last agent of the page before; 0 for the first page. */
  readonly after: number;
  readonly size: number;
}

/** Most gravestones looked at in one sweep. */
const SWEEP_STEP = 1_000;

/** All mailboxes and gravestones, and who is of which type. */
export class Directory {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #orders: Sequence;
  readonly #active = new Map<EntityKey, Mailbox>();
  /** In the order of termination. */
  readonly #gravestones = new Map<EntityKey, Gravestone>();
  readonly #types = new Map<string, TypeIndex>();

  constructor(journal: Journal, clock: Clock, orders: Sequence) {
    this.#journal = journal;
    this.#clock = clock;
    this.#orders = orders;
  }

  /** Takes a record of the store, in the order of registration. */
  restore(record: MailboxRecord): void {
    if (record.terminatedAtMs === undefined) this.#add(new Mailbox(record));
    else this.#gravestones.set(record.key, { record, terminatedAtMs: record.terminatedAtMs });
  }

  /** The active mailbox of a key. */
  find(key: EntityKey): Mailbox | undefined {
    return this.#active.get(key);
  }

  /** The gravestone of a key. */
  gravestone(key: EntityKey): Gravestone | undefined {
    return this.#gravestones.get(key);
  }

  /**
   * The active mailbox of an entity.
   * @throws LyceumError mailbox_not_found, mailbox_terminated.
   */
  get(namespace: string, id: EntityId): Mailbox {
    const key = entityKey(namespace, id);
    const mailbox = this.#active.get(key);
    if (mailbox !== undefined) return mailbox;
    const facts = { uid: id.uid };
    if (this.#gravestones.has(key))
      throw new LyceumError("mailbox_terminated", `the mailbox of ${describe(id)} is terminated for good`, { facts });
    throw new LyceumError("mailbox_not_found", `no mailbox of ${describe(id)} is registered; register it first`, { facts });
  }

  /**
   * Opens mailboxes, all or none; those that the owner has already are left as they are.
   * @throws LyceumError uid_taken, mailbox_terminated.
   */
  register(namespace: string, owner: string, mailboxes: readonly NewMailbox[]): void {
    const missing = mailboxes.filter(({ entity }) => this.#mayOpen(namespace, owner, entity));
    for (const { entity, lineage } of missing) {
      const key = entityKey(namespace, entity);
      if (this.#active.has(key)) continue;
      const mailbox = new Mailbox({
        key,
        entity,
        lineage,
        owner,
        createdAtMs: this.#clock.now(),
        order: this.#orders.next(),
        fence: 0,
        standing: true,
        epoch: 0,
      });
      this.#add(mailbox);
      this.#journal.put("mailboxes", mailbox.record());
    }
  }

  /** Puts a gravestone in place of a mailbox. */
  bury(mailbox: Mailbox): void {
    const terminatedAtMs = this.#clock.now();
    mailbox.terminatedAtMs = terminatedAtMs;
    this.#active.delete(mailbox.key);
    const record = mailbox.record();
    this.#gravestones.set(mailbox.key, { record, terminatedAtMs });
    for (const index of this.#indexes(mailbox)) index.noteEnded();
    this.#journal.put("mailboxes", record);
  }

  /** Active agents of a type, in the order of registration. */
  discover({ namespace, type, exact, after, size }: Discovery): Mailbox[] {
    const index = this.#types.get(`${namespace}/${type}`);
    return index?.page(after, size, (mailbox) => !exact || type === "" || mailbox.lineage[0] === type) ?? [];
  }

  /** Forgets gravestones that are too old, a bounded number of them. */
  sweep(keepMs: number): void {
    const oldest = this.#clock.now() - keepMs;
    let seen = 0;
    for (const [key, { terminatedAtMs }] of this.#gravestones) {
      seen += 1;
      if (terminatedAtMs > oldest || seen > SWEEP_STEP) return;
      this.#gravestones.delete(key);
      this.#journal.remove("mailboxes", key);
    }
  }

  /** All active mailboxes. */
  get active(): IterableIterator<Mailbox> {
    return this.#active.values();
  }

  #mayOpen(namespace: string, owner: string, entity: EntityId): boolean {
    const key = entityKey(namespace, entity);
    const facts = { uid: entity.uid };
    const present = this.#active.get(key)?.owner ?? this.#gravestones.get(key)?.record.owner;
    if (present === undefined) return true;
    if (present !== owner) throw new LyceumError("uid_taken", `the uid ${entity.uid} belongs to somebody else; choose another`, { facts });
    if (this.#gravestones.has(key)) {
      throw new LyceumError("mailbox_terminated", `the mailbox of ${describe(entity)} is terminated for good; choose another uid`, {
        facts,
      });
    }
    return false;
  }

  #add(mailbox: Mailbox): void {
    this.#active.set(mailbox.key, mailbox);
    for (const index of this.#indexes(mailbox)) index.add(mailbox);
  }

  *#indexes(mailbox: Mailbox): IterableIterator<TypeIndex> {
    if (mailbox.entity.role !== "agent") return;
    for (const type of new Set(["", ...mailbox.lineage])) {
      const key = `${mailbox.namespace}/${type}`;
      let index = this.#types.get(key);
      if (index === undefined) {
        index = new TypeIndex();
        this.#types.set(key, index);
      }
      yield index;
    }
  }
}
