import type { Agent, AgentClass } from "../agent/agent.ts";
import { type AgentClient, type AgentSite, openAgentClient } from "../agent/agent-client.ts";
import { fitArguments } from "../agent/arguments.ts";
import { construct } from "../agent/construct.ts";
import { AgentRuntime } from "../agent/runtime.ts";
import type { RuntimeEnd } from "../agent/runtime-end.ts";
import { tableOf } from "../agent/table.ts";
import type { ExchangeClient } from "../exchange-client.ts";
import { failureOf } from "../failure-of.ts";
import { decodeArguments } from "../payload.ts";
import type { Transport } from "../transport.ts";
import { HostFailure } from "./host-failure.ts";
import { importModule, loadAgentClass } from "./load-agent.ts";
import { Reports } from "./reports.ts";
import { fetchRunSpec, type RunSpec } from "./run-spec.ts";

/** Makes the agent of an attempt, for a host that brings its own; the exchange makes handles of ids. */
export type AgentFactory = (spec: RunSpec, exchange: ExchangeClient) => Agent | Promise<Agent>;

/** What an attempt is made with. */
export interface AttemptOptions {
  readonly spec: RunSpec;
  readonly site: AgentSite;
  /** Calls the manager with the credential of this attempt. */
  readonly runner: Transport;
  /** Absent means that the spec names the module. */
  readonly agentFactory?: AgentFactory | undefined;
  /** Aborted when the host must go. */
  readonly signal?: AbortSignal | undefined;
  /** Time that running actions have then, in milliseconds; default 0. */
  readonly drainMs?: number | undefined;
}

/** How an attempt ended. */
export interface AttemptEnd extends RuntimeEnd {
  /** Whether no other attempt of the run follows; absent when the manager did not hear of the end. */
  readonly runEnded: boolean | undefined;
}

/** Makes one attempt: loads and constructs the agent, lives its life, and reports how it ended. */
export async function makeAttempt(options: AttemptOptions): Promise<AttemptEnd> {
  const reports = new Reports(options.runner, options.site.log);
  const end = await liveAttempt(options, reports);
  return { ...end, runEnded: await reports.exited(end, options.signal) };
}

async function liveAttempt(
  { spec, site, runner, agentFactory, signal, drainMs = 0 }: AttemptOptions,
  reports: Reports,
): Promise<RuntimeEnd> {
  let client: AgentClient | undefined;
  try {
    const factory = agentFactory ?? (await moduleFactory(spec));
    if (signal?.aborted) return { failure: undefined, terminate: undefined, interrupted: true };
    const renew = async () => (await fetchRunSpec(runner, undefined)).token;
    const { agent: entity, token, config, attempt } = spec;
    client = openAgentClient(site, { entity, token, renew, maxConcurrentActions: config.maxConcurrentActions });
    const agent = await made(factory, spec, client.exchange);
    const runtime = new AgentRuntime({ agent, client, config, runAttempt: attempt, site });
    return await live(runtime, reports, signal, drainMs);
  } catch (error) {
    site.log.debug("the attempt did not start", { error });
    await client?.messenger.close();
    const failure = error instanceof HostFailure ? error.failure : failureOf(error);
    return { failure, terminate: undefined, interrupted: false };
  }
}

async function live(runtime: AgentRuntime, reports: Reports, signal: AbortSignal | undefined, drainMs: number): Promise<RuntimeEnd> {
  const over = new AbortController();
  const interrupt = (): void => runtime.interrupt(drainMs);
  signal?.addEventListener("abort", interrupt, { once: true });
  if (signal?.aborted) interrupt();
  try {
    return await runtime.run(() => void reports.started(over.signal));
  } finally {
    over.abort();
    signal?.removeEventListener("abort", interrupt);
  }
}

/** Imports what the spec names. @throws HostFailure */
async function moduleFactory(spec: RunSpec): Promise<AgentFactory> {
  if (spec.initModule !== "") await importModule(spec.initModule, "the initialising module");
  if (spec.module === "") {
    const message = "the run names no module: a host that claims it must bring the agent";
    throw new HostFailure({ type: "ModuleLoadError", message, language: "typescript", nonRetryable: true });
  }
  return classFactory(await loadAgentClass(spec.module, spec.export));
}

/** Constructs agents of a class with the arguments of the run. */
export function classFactory(type: AgentClass): AgentFactory {
  return (spec, exchange) => {
    const { parameters } = tableOf(type);
    const args = fitArguments(decodeArguments(spec.arguments), parameters, (agentId) => exchange.getHandle(agentId));
    return construct(type, args);
  };
}

async function made(factory: AgentFactory, spec: RunSpec, exchange: ExchangeClient): Promise<Agent> {
  try {
    return await factory(spec, exchange);
  } catch (error) {
    throw HostFailure.of("ConstructorError", "the agent could not be constructed", error);
  }
}
