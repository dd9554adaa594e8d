import type { MessageInitShape } from "@bufbuild/protobuf";
import type { LaunchSpecSchema, RetryPolicySchema } from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import type { Agent, AgentClass } from "../agent/agent.ts";
import { construct } from "../agent/construct.ts";
import { lineageOf } from "../agent/lineage.ts";
import { configToProto, type RuntimeConfig } from "../agent/runtime-config.ts";
import { tableOf } from "../agent/table.ts";
import { type EntityId, protoOf } from "../entity.ts";
import type { Registration } from "../exchange-client.ts";
import type { AgentFactory } from "../host/attempt.ts";
import { encodeArguments } from "../payload.ts";
import { durationOf } from "../time.ts";

/** How often and when to run again. */
export interface RetryPolicy {
  /** Runs after the first: at most this number + 1 attempts. */
  readonly maxRetries: number;
  /** Wait before the first retry, in milliseconds; absent means none. */
  readonly initialBackoffMs?: number | undefined;
  /** Longest wait; absent means 60,000 ms. */
  readonly maxBackoffMs?: number | undefined;
  /** Factor from wait to wait; absent means 2. */
  readonly backoffMultiplier?: number | undefined;
  /** Failure types that are not retried. */
  readonly nonRetryableTypes?: readonly string[] | undefined;
}

/** How to launch. */
export interface LaunchOptions<Args extends readonly unknown[] = readonly unknown[]> {
  /** Arguments of the constructor; an agent object has had its own. */
  readonly args?: Args | undefined;
  /** Arguments by name, for kinds that have such. */
  readonly kwargs?: Readonly<Record<string, unknown>> | undefined;
  readonly config?: RuntimeConfig | undefined;
  /** Name of the executor; absent means the manager's default, and this process for a class or an object. */
  readonly executor?: string | undefined;
  /** For people; a registration's own wins. */
  readonly name?: string | undefined;
  /** Made before; absent registers the agent. */
  readonly registration?: Registration | EntityId | undefined;
  /** Run a registration again that this manager has run before. */
  readonly relaunch?: boolean | undefined;
  /** In place of the manager's; a number is of retries at once. */
  readonly retry?: RetryPolicy | number | undefined;
}

/** What can be launched: a kind of the server's catalogue, or a class or object that this process hosts. */
export type Launchable = string | AgentClass | Agent;

/** A launch, as its program wants it. */
export interface Launch {
  readonly what: Launchable;
  readonly options: LaunchOptions;
}

/** Whether this process hosts what is launched. */
export function isLocal(what: Launchable): what is AgentClass | Agent {
  return typeof what !== "string";
}

/** Makes the agent of a launch that this process hosts: an object is used again for each attempt, a class is constructed anew. */
export function factoryOf(what: AgentClass | Agent, { args = [] }: LaunchOptions): AgentFactory {
  return typeof what === "function" ? () => construct(what, args) : () => what;
}

/**
 * The types of what is launched; empty means the kind's.
 * @throws TypeError when it is no class of agents, or its tables are wrong.
 */
export function typesOf(what: Launchable): string[] {
  if (!isLocal(what)) return [];
  const type = typeof what === "function" ? what : (what.constructor as AgentClass);
  tableOf(type);
  return [...lineageOf(type)];
}

/**
 * Writes a launch for the API.
 * @throws SerializationError when an argument cannot be sent.
 */
export function specToProto({ what, options }: Launch, executor: string): MessageInitShape<typeof LaunchSpecSchema> {
  const { args = [], kwargs, config, name = "", registration, relaunch = false, retry } = options;
  const encoded = isLocal(what) ? undefined : encodeArguments({ args, kwargs });
  return {
    kind: isLocal(what) ? "" : what,
    executor,
    name,
    relaunch,
    lineage: registration === undefined ? typesOf(what) : [],
    ...(encoded === undefined || encoded.data.length === 0 ? {} : { arguments: encoded }),
    ...(config === undefined ? {} : { config: configToProto(config) }),
    ...(registration === undefined ? {} : { registration: protoOf("agentId" in registration ? registration.agentId : registration) }),
    ...(retry === undefined ? {} : { retry: retryToProto(retry) }),
  };
}

/** Writes a retry policy for the API. */
export function retryToProto(retry: RetryPolicy | number): MessageInitShape<typeof RetryPolicySchema> {
  if (typeof retry === "number") return { maxRetries: retry };
  const { maxRetries, initialBackoffMs, maxBackoffMs, backoffMultiplier = 0, nonRetryableTypes = [] } = retry;
  return {
    maxRetries,
    backoffMultiplier,
    nonRetryableTypes: [...nonRetryableTypes],
    ...(initialBackoffMs === undefined ? {} : { initialBackoff: durationOf(initialBackoffMs) }),
    ...(maxBackoffMs === undefined ? {} : { maxBackoff: durationOf(maxBackoffMs) }),
  };
}
