import { type Account, type AccountRole, accountRoles } from "../core/account.ts";
import type { Journal } from "../core/journal.ts";
import type { AccountRecord } from "../core/store.ts";

const NOBODY: Account = { subject: "", role: "member", groups: [] };

/** Most groups of an account that are remembered. */
const MAX_GROUPS = 1_000;

/**
 * What accounts that own something were when they last called: their entities act in their name while they are away, and
 * lose with them what they lose.
 */
export class Accounts {
  readonly #journal: Journal;
  readonly #known = new Map<string, AccountRecord>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Takes a record of the store. */
  restore(record: AccountRecord): void {
    this.#known.set(record.key, record);
  }

  /** Remembers an account that comes to own something. */
  note({ subject, role, groups }: Account): void {
    const before = this.#known.get(subject);
    const kept = groups.slice(0, MAX_GROUPS);
    if (before !== undefined && before.role === role && same(before.groups, kept)) return;
    const record: AccountRecord = { key: subject, role, groups: kept };
    this.#known.set(subject, record);
    this.#journal.put("accounts", record);
  }

  /** Notes what an account is now, if it is remembered. */
  refresh(account: Account): void {
    if (this.#known.has(account.subject)) this.note(account);
  }

  /** What an account was when it last called; a stranger is a member without groups. */
  get(subject: string): Account {
    const record = this.#known.get(subject);
    return record === undefined ? NOBODY : { subject, role: roleOf(record.role), groups: record.groups };
  }
}

// A store that a later server wrote may have roles that are not known here.
function roleOf(role: string): AccountRole {
  return accountRoles.find((each) => each === role) ?? "member";
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each, index) => each === other[index]);
}
