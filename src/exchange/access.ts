import { type AccountRole, operates } from "../core/account.ts";
import { describe, type EntityId, entityKey } from "../core/entity.ts";
import { LyceumError } from "../core/errors.ts";
import type { MessageKind } from "../core/message.ts";
import type { ShareRight } from "../core/store.ts";
import type { Accounts } from "./accounts.ts";
import type { Shares } from "./shares.ts";

/** Owner of the server's own mailboxes. */
export const SERVER = "lyceum";

/** Whether a uid of a user is kept for the server's own mailboxes: `lyceum`, and all that begins with `lyceum.`. */
export function isServerUid(uid: string): boolean {
  return uid === SERVER || uid.startsWith(`${SERVER}.`);
}

/** Who wants to do something. */
export interface Actor {
  readonly namespace: string;
  /** Names it as an owner. */
  readonly subject: string;
  /** The account that answers for it: itself, where it is one; else that of its mailbox. */
  readonly account: string;
  /** What it may do within its namespace; entities are members. */
  readonly role: AccountRole;
  /** Groups of its account. */
  readonly groups: readonly string[];
}

/** What is known of a mailbox, open or ended, that somebody wants to do something to. */
export interface Owned {
  readonly entity: EntityId;
  readonly owner: string;
  readonly account: string;
}

/** A mailbox that sends in its own name. */
export interface Sender extends Owned {
  readonly namespace: string;
}

/**
 * Who may do what to a mailbox. `read` is to see its status and counts, `send` to send to it, `manage` to listen to it, end it, and open its
 * dead letters. Admins and operators may do all of it, in their namespaces; so may its own entity, its owner, and the account that answers for
 * it. What one account answers for may read and send among itself. Viewers read. Groups have the rights that were shared with them.
 * Nobody may manage the server's own, which it cannot do without.
 */
export class Access {
  readonly #shares: Shares;
  readonly #accounts: Accounts;

  constructor(shares: Shares, accounts: Accounts) {
    this.#shares = shares;
    this.#accounts = accounts;
  }

  /** Whether somebody has a right to a mailbox. */
  may(actor: Actor, right: ShareRight, mailbox: Owned): boolean {
    if (mailbox.owner === SERVER) return right !== "manage";
    if (operates(actor.role) || ownsOrIs(actor, mailbox)) return true;
    if (right === "read" && actor.role === "viewer") return true;
    if (actor.account === mailbox.account && (right !== "manage" || actor.subject === actor.account)) return true;
    return this.#shares.allow(entityKey(actor.namespace, mailbox.entity), actor.groups, right);
  }

  /** Whether somebody may know that a mailbox is there: whoever has any right to it. */
  mayKnow(actor: Actor, mailbox: Owned): boolean {
    return this.may(actor, "read", mailbox) || this.#shares.allow(entityKey(actor.namespace, mailbox.entity), actor.groups);
  }

  /**
   * Says whether somebody has a right to a mailbox.
   * @throws LyceumError not_permitted, or mailbox_not_found where the caller may not even know of it.
   */
  assertMay(actor: Actor, right: ShareRight, mailbox: Owned): void {
    if (this.may(actor, right, mailbox)) return;
    throw this.mayKnow(actor, mailbox) ? notPermitted(right, mailbox) : unknown(mailbox);
  }

  /**
   * Says whether somebody may share a mailbox: who owns it or answers for it, with groups of their own; operators with any.
   * @throws LyceumError as {@link assertMay}
   */
  assertMayShare(actor: Actor, group: string | undefined, mailbox: Owned): void {
    this.assertMay(actor, "manage", mailbox);
    if (operates(actor.role)) return;
    if (!ownsOrIs(actor, mailbox) && actor.account !== mailbox.account) throw notPermitted("share", mailbox);
    if (group === undefined || actor.groups.includes(group)) return;
    throw new LyceumError("not_permitted", `only its members may share with group ${JSON.stringify(group)}`, {
      facts: { uid: mailbox.entity.uid, group },
    });
  }

  /**
   * Says whether a mailbox may send a message of a kind to another: a shutdown needs the right to manage it, all else to send.
   * @throws LyceumError mailbox_not_found, not_permitted.
   */
  assertMaySend(sender: Sender, kind: MessageKind, mailbox: Owned): void {
    if (sender.account === mailbox.account || sender.owner === SERVER || mailbox.owner === SERVER) return;
    const actor = this.actorOf(sender);
    // An entity that its account made to act speaks for it, as a person's client does.
    if (operates(this.#accounts.get(sender.account).role)) return;
    this.assertMay(actor, kind === "shutdown" ? "manage" : "send", mailbox);
  }

  /** A mailbox's entity, as somebody who acts. */
  actorOf({ namespace, entity, account }: Sender): Actor {
    const { groups } = this.#accounts.get(account);
    return { namespace, subject: `${entity.role}/${entity.uid}`, account, role: "member", groups };
  }
}

function ownsOrIs({ subject }: Actor, { owner, entity }: Owned): boolean {
  return subject === owner || subject === `${entity.role}/${entity.uid}`;
}

const deeds: Readonly<Record<ShareRight | "share", string>> = { read: "see", send: "send to", manage: "manage", share: "share" };

function notPermitted(right: ShareRight | "share", { entity, owner }: Owned): LyceumError {
  const why =
    owner === SERVER
      ? `the mailbox of ${describe(entity)} is the server's own`
      : `only its owner, and groups that it is shared with, may ${deeds[right]} the mailbox of ${describe(entity)}`;
  return new LyceumError("not_permitted", why, { facts: { uid: entity.uid } });
}

/** As where there is none, so that nothing is learned; the audit knows better. */
function unknown({ entity }: Owned): LyceumError {
  return noMailbox(entity, true);
}

/** What a caller is told of a mailbox that is not there, or that it may not know of. */
export function noMailbox(id: EntityId, denied = false): LyceumError {
  // Without its name, which one says only of what is there.
  const who = describe({ ...id, name: "" });
  return new LyceumError("mailbox_not_found", `no mailbox of ${who} is registered; register it first`, { facts: { uid: id.uid }, denied });
}
