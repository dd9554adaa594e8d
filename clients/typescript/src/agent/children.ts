import type { EntityId } from "../entity.ts";
import { AgentError } from "../errors.ts";
import type { EntityToken } from "../exchange/entity-token.ts";
import type { ExchangeClient } from "../exchange-client.ts";
import type { Failure } from "../failure.ts";
import type { Handle } from "../handle-types.ts";
import type { Agent, AgentClass, AlongsideOptions } from "./agent.ts";
import { type AgentClient, type AgentSite, openAgentClient } from "./agent-client.ts";
import { construct } from "./construct.ts";
import type { RuntimeConfig } from "./runtime-config.ts";
import type { RuntimeEnd } from "./runtime-end.ts";

/** A child's runtime, as its parent sees it. */
export interface ChildRuntime {
  run(onStarted: () => void): Promise<RuntimeEnd>;
  stop(): void;
}

/** What a child is to be run with. */
export interface ChildSpec {
  readonly agent: Agent;
  readonly client: AgentClient;
  readonly config: RuntimeConfig;
}

interface Child {
  readonly runtime: ChildRuntime;
  readonly ended: Promise<Failure | undefined>;
}

/** Agents that another agent launched in its own host. They end with it at the latest. */
export class Children {
  readonly #site: AgentSite;
  readonly #exchange: ExchangeClient;
  readonly #open: (spec: ChildSpec) => ChildRuntime;
  readonly #children: Child[] = [];

  constructor(site: AgentSite, exchange: ExchangeClient, open: (spec: ChildSpec) => ChildRuntime) {
    this.#site = site;
    this.#exchange = exchange;
    this.#open = open;
  }

  /**
   * Registers and starts a child; resolves once it has started.
   * @throws what kept it from being constructed, registered or started.
   */
  async launch(child: Agent | AgentClass, { args = [], name, config = {} }: AlongsideOptions): Promise<Handle> {
    const type = (typeof child === "function" ? child : child.constructor) as AgentClass;
    const agent = typeof child === "function" ? construct(child, args) : child;
    const [registration] = await this.#exchange.registerWithTokens([{ type, name }]);
    if (registration === undefined) throw new TypeError("the server registered no agent");
    const { agentId: entity, token } = registration;
    const renew = async (): Promise<EntityToken> => {
      const [renewed] = await this.#exchange.registerWithTokens([{ type, name: entity.name, uid: entity.uid }]);
      return renewed?.token ?? token;
    };
    const client = openAgentClient(this.#site, { entity, token, renew, maxConcurrentActions: config.maxConcurrentActions });
    const runtime = this.#open({ agent, client, config });
    const started = Promise.withResolvers<void>();
    const ended = runtime.run(started.resolve).then(async (end) => {
      await this.#settleMailbox(entity, end, config);
      return end.failure;
    });
    const own = { runtime, ended };
    this.#children.push(own);
    const failedFirst = ended.then((failure) => {
      if (failure !== undefined) throw new AgentError(failure);
    });
    try {
      await Promise.race([started.promise, failedFirst]);
    } catch (error) {
      // Who launched it is told now, and not once more at the end.
      this.#children.splice(this.#children.indexOf(own), 1);
      throw error;
    }
    failedFirst.catch(() => undefined);
    return this.#exchange.getHandle(entity);
  }

  /** Ends all; tells the failures of those that failed. */
  async close(): Promise<readonly Failure[]> {
    for (const { runtime } of this.#children) runtime.stop();
    const ends = await Promise.all(this.#children.map(({ ended }) => ended));
    return ends.filter((failure) => failure !== undefined);
  }

  async #settleMailbox(entity: EntityId, end: RuntimeEnd, config: RuntimeConfig): Promise<void> {
    const configured = end.failure === undefined ? config.terminateOnSuccess : config.terminateOnError;
    if (end.terminate ?? configured ?? true) await this.#exchange.terminate(entity);
  }
}
