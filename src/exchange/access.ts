import { describe } from "../core/entity.ts";
import { LyceumError } from "../core/errors.ts";
import type { MailboxView } from "../core/exchange.ts";

/** Who wants to do something to a mailbox. */
export interface Actor {
  /** Names it as an owner. */
  readonly subject: string;
  /** Whether it may do everything within its namespace. */
  readonly operator: boolean;
}

/**
 * Says whether somebody may manage a mailbox: the operator, its owner, and its own entity.
 * @throws LyceumError not_permitted.
 */
export function assertMayManage(actor: Actor, mailbox: Pick<MailboxView, "entity" | "owner">): void {
  const { entity, owner } = mailbox;
  if (actor.operator || actor.subject === owner || actor.subject === `${entity.role}/${entity.uid}`) return;
  throw new LyceumError("not_permitted", `only its owner may manage the mailbox of ${describe(entity)}`, { facts: { uid: entity.uid } });
}
