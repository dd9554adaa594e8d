import type { Agent, AgentClass } from "../agent/agent.ts";
import { openAgentClient } from "../agent/agent-client.ts";
import { AgentRuntime } from "../agent/runtime.ts";
import type { RuntimeConfig } from "../agent/runtime-config.ts";
import type { EntityToken } from "../exchange/entity-token.ts";
import type { ExchangeClient } from "../exchange-client.ts";
import { type ClientOptions, ExchangeFactory } from "../exchange-factory.ts";
import type { Failure } from "../failure.ts";
import type { Handle } from "../handle-types.ts";
import { ConsoleLog, logLevelOf } from "../log.ts";
import { present } from "../present.ts";

/** Options of {@link runAgent}. */
export interface RunAgentOptions<A extends Agent = Agent> extends ClientOptions {
  /** The agent, or what makes it once it listens; the exchange makes handles of ids. */
  readonly agent: A | ((exchange: ExchangeClient) => A | Promise<A>);
  /** The agent's class; absent means that of the agent. Needed where a function makes it. */
  readonly type?: AgentClass<A> | undefined;
  /** Its id, so that it is the same agent each time; absent makes a new one. */
  readonly uid?: string | undefined;
  /** For people. */
  readonly name?: string | undefined;
  /** How it behaves; its mailbox is kept at its end unless this says otherwise. */
  readonly config?: RuntimeConfig | undefined;
  /** Aborted when it is to end; running actions have 5,000 ms then. */
  readonly signal?: AbortSignal | undefined;
  /** Called once it serves. */
  readonly onStarted?: ((handle: Handle<A>) => void) | undefined;
}

const DRAIN_MS = 5_000;

/**
 * Runs an agent that no manager launches: it is registered, listens, and serves until it is asked to end. Tells what it failed with;
 * undefined when it ended well.
 * @throws LyceumError when it cannot be registered.
 */
export async function runAgent<A extends Agent>(options: RunAgentOptions<A>): Promise<Failure | undefined> {
  const { agent, uid, name, config = {}, signal } = options;
  const type = options.type ?? (agent.constructor as AgentClass<A>);
  const factory = new ExchangeFactory(options);
  const { client: user, transport, connection } = await factory.openUser({ name: `host of ${name ?? type.name}` });
  try {
    const register = async (of: string | undefined) =>
      present((await user.registerWithTokens([{ type, name, uid: of }]))[0], "registration");
    const { agentId, token } = await register(uid);
    const renew = async (): Promise<EntityToken> => (await register(agentId.uid)).token;
    const log = new ConsoleLog(logLevelOf(process.env.LYCEUM_LOG, "info"), { agent: agentId.name || agentId.uid });
    const site = { origin: factory.origin, transport, connection, log };
    const client = openAgentClient(site, { entity: agentId, token, renew, maxConcurrentActions: config.maxConcurrentActions });
    const made = typeof agent === "function" ? await agent(client.exchange) : agent;
    const runtime = new AgentRuntime({ agent: made, client, config, runAttempt: 0, site });
    const interrupt = (): void => runtime.interrupt(DRAIN_MS);
    signal?.addEventListener("abort", interrupt, { once: true });
    if (signal?.aborted) interrupt();
    const end = await runtime.run(() => options.onStarted?.(user.getHandle<A>(agentId)));
    signal?.removeEventListener("abort", interrupt);
    const configured = end.failure === undefined ? config.terminateOnSuccess : config.terminateOnError;
    if (!end.interrupted && (end.terminate ?? configured ?? false)) await user.terminate(agentId);
    return end.failure;
  } finally {
    await user.close();
  }
}
