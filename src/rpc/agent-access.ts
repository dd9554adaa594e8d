import { type EntityId, entityKey } from "../core/entity.ts";
import type { RunRecord } from "../core/run.ts";
import type { ShareRight } from "../core/store.ts";
import { noMailbox } from "../exchange/access.ts";
import type { BuiltInExchange } from "../exchange/exchange.ts";
import { mayReadRun } from "../manager/access.ts";
import { actorOf } from "./actor.ts";
import type { Principal } from "./service.ts";

/** Who may do what to agents, for callers without a mailbox. */
export class AgentAccess {
  readonly #exchange: Pick<BuiltInExchange, "look" | "access" | "accounts" | "accountOf">;

  constructor(exchange: Pick<BuiltInExchange, "look" | "access" | "accounts" | "accountOf">) {
    this.#exchange = exchange;
  }

  /**
   * Says whether somebody has a right to an agent, whether or not its mailbox is still open.
   * @throws LyceumError mailbox_not_found, not_permitted.
   */
  assertMay(principal: Principal, right: ShareRight, agent: EntityId): void {
    const view = this.#exchange.look(entityKey(principal.namespace, agent));
    if (view === undefined) throw noMailbox(agent);
    this.#exchange.access.assertMay(actorOf(principal, this.#exchange), right, view);
  }

  /** Whether somebody may read a run of an agent: a share of its mailbox is not enough, since stacks and outputs are in it. */
  mayReadRun(principal: Principal, run: RunRecord): boolean {
    return mayReadRun(actorOf(principal, this.#exchange), run, {});
  }
}
