import { type EntityId, entityKey } from "../core/entity.ts";
import type { RunRecord } from "../core/run.ts";
import type { ShareRight } from "../core/store.ts";
import { noMailbox } from "../exchange/access.ts";
import type { BuiltInExchange } from "../exchange/exchange.ts";
import { mayReadRun } from "../manager/access.ts";
import { type ActorSource, actorOf } from "./actor.ts";
import type { Principal } from "./service.ts";

/** What of the exchange says whose agents are. */
export type AgentOwners = ActorSource & Pick<BuiltInExchange, "owned" | "access">;

/** Who may do what to agents, for callers without a mailbox. */
export class AgentAccess {
  readonly #exchange: AgentOwners;

  constructor(exchange: AgentOwners) {
    this.#exchange = exchange;
  }

  /**
   * Says whether somebody has a right to an agent, whether or not its mailbox is still open.
   * @throws LyceumError mailbox_not_found, not_permitted.
   */
  assertMay(principal: Principal, right: ShareRight, agent: EntityId): void {
    const owned = this.#exchange.owned(entityKey(principal.namespace, agent));
    if (owned === undefined) throw noMailbox(agent);
    this.#exchange.access.assertMay(actorOf(principal, this.#exchange), right, owned);
  }

  /** Whether somebody may read a run of an agent: a share of its mailbox is not enough, since stacks and outputs are in it. */
  mayReadRun(principal: Principal, run: RunRecord): boolean {
    return mayReadRun(actorOf(principal, this.#exchange), run, {});
  }
}
