import { describe } from "../core/entity.ts";
import { LyceumError } from "../core/errors.ts";
import type { MailboxView } from "../core/exchange.ts";

/** Owner of the server's own mailboxes. */
export const SERVER = "lyceum";

/** Whether a uid of a user is kept for the server's own mailboxes: `lyceum`, and all that begins with `lyceum.`. */
export function isServerUid(uid: string): boolean {
  return uid === SERVER || uid.startsWith(`${SERVER}.`);
}

/** Who wants to do something to a mailbox. */
export interface Actor {
  /** Names it as an owner. */
  readonly subject: string;
  /** Whether it may do everything within its namespace. */
  readonly operator: boolean;
}

/**
 * Says whether somebody may manage a mailbox: the operator, its owner, and its own entity; nobody one of the server's own, which it
 * cannot do without.
 * @throws LyceumError not_permitted.
 */
export function assertMayManage(actor: Actor, mailbox: Pick<MailboxView, "entity" | "owner">): void {
  const { entity, owner } = mailbox;
  if (owner === SERVER) {
    throw new LyceumError("not_permitted", `the mailbox of ${describe(entity)} is the server's own`, { facts: { uid: entity.uid } });
  }
  if (actor.operator || actor.subject === owner || actor.subject === `${entity.role}/${entity.uid}`) return;
  throw new LyceumError("not_permitted", `only its owner may manage the mailbox of ${describe(entity)}`, { facts: { uid: entity.uid } });
}
