import type { EntityKey } from "../core/entity.ts";
import type { Journal } from "../core/journal.ts";
import type { ShareRecord, ShareRight } from "../core/store.ts";

/** Which groups may do what to which mailboxes. */
export class Shares {
  readonly #journal: Journal;
  readonly #byMailbox = new Map<EntityKey, Map<string, ShareRecord>>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Takes a record of the store. */
  restore(record: ShareRecord): void {
    const groups = this.#byMailbox.get(record.mailbox) ?? new Map<string, ShareRecord>();
    this.#byMailbox.set(record.mailbox, groups.set(record.group, record));
  }

  /** Gives a group exactly these rights to a mailbox; none takes the share back. */
  set(mailbox: EntityKey, group: string, rights: readonly ShareRight[]): void {
    const key = `${mailbox} ${group}`;
    const groups = this.#byMailbox.get(mailbox);
    if (rights.length === 0) {
      if (groups?.delete(group) !== true) return;
      if (groups.size === 0) this.#byMailbox.delete(mailbox);
      this.#journal.remove("shares", key);
      return;
    }
    const record: ShareRecord = { key, mailbox, group, rights };
    this.restore(record);
    this.#journal.put("shares", record);
  }

  /** The shares of a mailbox, in the order of their groups. */
  of(mailbox: EntityKey): readonly ShareRecord[] {
    return [...(this.#byMailbox.get(mailbox)?.values() ?? [])].sort((one, other) => (one.group < other.group ? -1 : 1));
  }

  /** Whether one of the groups has a right to a mailbox; any right where none is named. */
  allow(mailbox: EntityKey, groups: readonly string[], right?: ShareRight): boolean {
    const shared = this.#byMailbox.get(mailbox);
    if (shared === undefined) return false;
    return groups.some((group) => {
      const rights = shared.get(group)?.rights;
      return rights !== undefined && (right === undefined || rights.includes(right));
    });
  }

  /** Forgets the shares of a mailbox that nobody remembers. */
  forget(mailbox: EntityKey): void {
    for (const { key } of this.of(mailbox)) this.#journal.remove("shares", key);
    this.#byMailbox.delete(mailbox);
  }
}
