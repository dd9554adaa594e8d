import type { EntityId } from "../entity.ts";
import { InvalidStateError } from "../errors.ts";
import type { ExchangeClient } from "../exchange-client.ts";
import type { Handle } from "../handle-types.ts";
import type { Log } from "../log.ts";
import type { Context } from "./context.ts";
import type { ActionTable, EventTable, LoopTable, Parameters, TimerTable } from "./declarations.ts";
import type { RuntimeConfig } from "./runtime-config.ts";
import { currentScope } from "./scope.ts";

/** What a running agent is tied to. */
export interface AgentLink {
  readonly context: Context;
  readonly exchange: ExchangeClient;
  readonly log: Log;
  shutdown(options: ShutdownOptions): void;
  launchAlongside(agent: Agent | AgentClass, options: AlongsideOptions): Promise<Handle>;
}

/** Options of {@link Agent.shutdown}. */
export interface ShutdownOptions {
  /** Whether to terminate the mailbox; absent means as the configuration says. */
  readonly terminate?: boolean | undefined;
}

/** Options of {@link Agent.launchAlongside}. */
export interface AlongsideOptions {
  /** Arguments of the constructor, for a class. */
  readonly args?: readonly unknown[] | undefined;
  /** For people. */
  readonly name?: string | undefined;
  readonly config?: RuntimeConfig | undefined;
}

/** What a class of agents says of itself. Tables of its base classes are merged into its own. */
export interface AgentStatics {
  readonly typeName?: string | undefined;
  readonly doc?: string | undefined;
  readonly parameters?: Parameters | undefined;
  readonly actions: ActionTable;
  readonly loops: LoopTable;
  readonly timers: TimerTable;
  readonly events: EventTable;
}

/** A class of agents. */
export type AgentClass<A extends Agent = Agent> = (new (...args: never[]) => A) & AgentStatics;

/** The last type of every lineage. */
export const BASE_TYPE = "lyceum.Agent";

const links = new WeakMap<Agent, AgentLink>();

/** @internal Ties an agent to its runtime. */
export function linkAgent(agent: Agent, link: AgentLink): void {
  links.set(agent, link);
}

/**
 * An agent: extend it, and name in the static tables which methods others may call, and which run by themselves.
 *
 * ```ts
 * class Counter extends Agent {
 *   static override readonly actions = { increment: { doc: "Adds to the count; tells the new one." } };
 *   #count = 0;
 *   async increment(by = 1) {
 *     this.#count += by;
 *     return this.#count;
 *   }
 * }
 * ```
 */
export abstract class Agent {
  /** Name of the type in lineages, for `discover`; absent in a class of its own means the class's name. */
  static readonly typeName: string | undefined = BASE_TYPE;
  /** What agents of this class are, for people. */
  static readonly doc: string | undefined = undefined;
  /** Parameters of the constructor: which arguments are made into handles. */
  static readonly parameters: Parameters | undefined = undefined;
  /** Methods that others may call. */
  static readonly actions: ActionTable = {};
  /** Methods that run from start to stop. */
  static readonly loops: LoopTable = {};
  /** Methods that are called at an interval. */
  static readonly timers: TimerTable = {};
  /** Methods that are called when an {@link AgentEvent} is set. */
  static readonly events: EventTable = {};

  constructor() {
    if (new.target === Agent) throw new TypeError("Agent is a base class: extend it");
  }

  /** Called before anything else of the agent runs; messages wait meanwhile. What it throws fails the start. */
  async onStartup(): Promise<void> {
    // Nothing to do unless a subclass has something.
  }

  /** Called when the agent is to end, after its loops were told, while its running actions still run. What it throws fails the run, and keeps nothing else from ending. */
  async onShutdown(): Promise<void> {
    // Nothing to do unless a subclass has something.
  }

  /**
   * Why the present code runs: who asked, until when, whether it is still wanted.
   * @throws InvalidStateError before the agent runs.
   */
  get context(): Context {
    const { context } = this.#link("context");
    const scope = currentScope();
    return scope !== undefined && scope.context.agentId === context.agentId ? scope.context : context;
  }

  /**
   * The agent's own id.
   * @throws InvalidStateError before the agent runs.
   */
  get agentId(): EntityId {
    return this.#link("agentId").context.agentId;
  }

  /**
   * The exchange, in the agent's name.
   * @throws InvalidStateError before the agent runs.
   */
  get exchange(): ExchangeClient {
    return this.#link("exchange").exchange;
  }

  /**
   * The agent's log.
   * @throws InvalidStateError before the agent runs.
   */
  get log(): Log {
    return this.#link("log").log;
  }

  /**
   * Lets the agent end, once the present action has returned.
   * @throws InvalidStateError before the agent runs.
   */
  shutdown(options: ShutdownOptions = {}): void {
    this.#link("shutdown").shutdown(options);
  }

  /**
   * Starts another agent in this host; it ends with this one at the latest.
   * @throws InvalidStateError before the agent runs. @throws LyceumError when it cannot be registered or started.
   */
  async launchAlongside<A extends Agent>(agent: A | AgentClass<A>, options: AlongsideOptions = {}): Promise<Handle<A>> {
    return (await this.#link("launchAlongside").launchAlongside(agent, options)) as Handle<A>;
  }

  #link(member: string): AgentLink {
    const link = links.get(this);
    if (link === undefined)
      throw new InvalidStateError(`${this.constructor.name} does not run yet: its ${member} can be used once it does`);
    return link;
  }
}
