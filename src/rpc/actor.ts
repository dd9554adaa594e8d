import type { Actor } from "../exchange/access.ts";
import type { BuiltInExchange } from "../exchange/exchange.ts";
import type { Actors } from "./manager-deps.ts";
import type { Principal } from "./service.ts";

/** What of the exchange says who somebody is. */
export type ActorSource = Pick<BuiltInExchange, "accountOf" | "accounts">;

/** Who calls, as the rules of access have it: an entity and a host are answered for by the account that made them. */
export function actorOf(principal: Principal, exchange: ActorSource): Actor {
  const { namespace, subject, kind, role, groups } = principal;
  if (kind === "account") {
    exchange.accounts.refresh({ subject, role, groups });
    return { namespace, subject, account: subject, role, groups };
  }
  const account = exchange.accountOf(namespace, subject);
  return { namespace, subject, account, role: "member", groups: exchange.accounts.get(account).groups };
}

/** Remembers an account that comes to own something, for its entities, which act in its name. */
export function noteAccount({ kind, subject, role, groups }: Principal, { accounts }: ActorSource): void {
  if (kind === "account") accounts.note({ subject, role, groups });
}

/** Callers, as the rules of managers have them. */
export function actorsOf(exchange: ActorSource & Pick<BuiltInExchange, "access">): Actors {
  return {
    of: (principal) => actorOf(principal, exchange),
    note: (principal) => noteAccount(principal, exchange),
    assertMayRun: (principal, mailbox) => exchange.access.assertMay(actorOf(principal, exchange), "manage", mailbox),
  };
}
