import type { Clock } from "../core/clock.ts";
import { describe, type EntityId, type EntityKey, entityKey } from "../core/entity.ts";
import { LyceumError } from "../core/errors.ts";
import type { NewMailbox } from "../core/exchange.ts";
import type { Journal } from "../core/journal.ts";
import type { Limits } from "../core/limits.ts";
import { assertQuota, type QuotaOf } from "../core/quota.ts";
import type { Sequence } from "../core/sequence.ts";
import type { MailboxRecord } from "../core/store.ts";
import { noMailbox, type Owned, SERVER } from "./access.ts";
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
  /** Whether the caller may know of an agent; absent means of all. */
  readonly accept?: ((mailbox: Mailbox) => boolean) | undefined;
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
  /** Open mailboxes by namespace, without the server's own. */
  readonly #counts = new Map<string, number>();
  readonly #quotaOf: QuotaOf;

  constructor(journal: Journal, clock: Clock, orders: Sequence, quotaOf: QuotaOf) {
    this.#journal = journal;
    this.#clock = clock;
    this.#orders = orders;
    this.#quotaOf = quotaOf;
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
   * @param check throws where the caller may not have it, or may not know that it was there.
   * @throws LyceumError mailbox_not_found, mailbox_terminated, and what the check throws.
   */
  get(namespace: string, id: EntityId, check: (mailbox: Owned) => void = () => undefined): Mailbox {
    const key = entityKey(namespace, id);
    const mailbox = this.#active.get(key);
    if (mailbox !== undefined) {
      check(mailbox);
      return mailbox;
    }
    const gravestone = this.#gravestones.get(key);
    if (gravestone === undefined) throw noMailbox(id);
    check(ownedOf(gravestone.record));
    throw new LyceumError("mailbox_terminated", `the mailbox of ${describe(id)} is terminated for good`, { facts: { uid: id.uid } });
  }

  /** The account that answers for an owner. */
  accountOf(namespace: string, owner: string): string {
    if (!/^(agent|user)\//.test(owner)) return owner;
    const key = `${namespace}/${owner}`;
    const mailbox = this.#active.get(key);
    if (mailbox !== undefined) return mailbox.account;
    const record = this.#gravestones.get(key)?.record;
    return record === undefined ? owner : ownedOf(record).account;
  }

  /**
   * Opens mailboxes, all or none; those that the owner has already are left as they are.
   * @throws LyceumError uid_taken, mailbox_terminated, quota_exceeded.
   */
  register(namespace: string, owner: string, mailboxes: readonly NewMailbox[]): void {
    const missing = mailboxes.filter(({ entity }) => this.#mayOpen(namespace, owner, entity));
    const account = this.accountOf(namespace, owner);
    if (owner !== SERVER && missing.length > 0) {
      assertQuota(this.#quotaOf(namespace), namespace, "mailboxes", (this.#counts.get(namespace) ?? 0) + missing.length);
    }
    for (const { entity, lineage } of missing) {
      const key = entityKey(namespace, entity);
      if (this.#active.has(key)) continue;
      const mailbox = new Mailbox({
        key,
        entity,
        lineage,
        owner,
        account,
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
    this.#count(mailbox, -1);
    const record = mailbox.record();
    this.#gravestones.set(mailbox.key, { record, terminatedAtMs });
    for (const index of this.#indexes(mailbox)) index.noteEnded();
    this.#journal.put("mailboxes", record);
  }

  /** Active agents of a type, in the order of registration. */
  discover({ namespace, type, exact, after, size, accept = () => true }: Discovery): Mailbox[] {
    const index = this.#types.get(`${namespace}/${type}`);
    return index?.page(after, size, (mailbox) => (!exact || type === "" || mailbox.lineage[0] === type) && accept(mailbox)) ?? [];
  }

  /** Whether there are so many more gravestones than allowed that a sweep is worth its cost. */
  isCrowded({ maxGravestones }: Limits): boolean {
    return this.#gravestones.size >= maxGravestones + SWEEP_STEP;
  }

  /** Forgets gravestones that are too old or too many, a bounded number of them; tells of each. */
  sweep({ gravestoneMs, maxGravestones }: Limits, forgotten: (key: EntityKey) => void): void {
    const oldest = this.#clock.now() - gravestoneMs;
    let seen = 0;
    for (const [key, { terminatedAtMs }] of this.#gravestones) {
      seen += 1;
      const due = terminatedAtMs <= oldest || this.#gravestones.size > maxGravestones;
      if (!due || seen > SWEEP_STEP) return;
      this.#gravestones.delete(key);
      this.#journal.remove("mailboxes", key);
      forgotten(key);
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
    this.#count(mailbox, 1);
    for (const index of this.#indexes(mailbox)) index.add(mailbox);
  }

  #count({ namespace, owner }: Mailbox, by: 1 | -1): void {
    if (owner === SERVER) return;
    const count = (this.#counts.get(namespace) ?? 0) + by;
    if (count === 0) this.#counts.delete(namespace);
    else this.#counts.set(namespace, count);
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

/** Whose an ended mailbox was. */
export function ownedOf({ entity, owner, account = owner }: MailboxRecord): Owned {
  return { entity, owner, account };
}
