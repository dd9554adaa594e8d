import { BASE_TYPE, describe, type EntityId, entityKey } from "../core/entity.ts";
import { invalidField, LyceumError } from "../core/errors.ts";
import type { MailboxView } from "../core/exchange.ts";
import type { AgentKind } from "../core/executor.ts";
import type { RetryPolicy, RunRecord } from "../core/run.ts";
import type { ExecutorInstance } from "./executor-instance.ts";
import type { Manager } from "./manager.ts";
import { type RuntimeConfigInput, runtimeConfig } from "./runtime-config.ts";

/** What to launch. */
export interface LaunchSpec {
  /** Kind in the operator's catalogue; empty only where an external host brings the agent. */
  readonly kind: string;
  readonly arguments?: { readonly mediaType: string; readonly data: Uint8Array } | undefined;
  readonly config: RuntimeConfigInput;
  /** Empty means the manager's default. */
  readonly executor: string;
  /** For people; a registration's own wins. */
  readonly name: string;
  /** Made before; absent registers the agent. */
  readonly registration?: EntityId | undefined;
  /** Run a registration again that this manager has run before. */
  readonly relaunch: boolean;
  /** In place of the manager's. */
  readonly retry?: RetryPolicy | undefined;
  /** Types of an agent that an external host brings; empty means the kind's. */
  readonly lineage: readonly string[];
  /** Who launches; absent means the owner of the manager, who may run any agent. */
  readonly launcher?: Launcher | undefined;
}

/** Who launches. */
export interface Launcher {
  readonly subject: string;
  /** The account that answers for it. */
  readonly account: string;
  /** Throws where it may not run the agent of a mailbox. */
  readonly assertMayRun: (mailbox: MailboxView) => void;
}

/** An agent to be registered. */
export interface KindRegistration {
  readonly kind: string;
  readonly name: string;
  readonly lineage: readonly string[];
}

/** A launch that may go ahead. */
export interface LaunchPlan {
  readonly executor: ExecutorInstance;
  readonly agent: EntityId;
  /** Types to register the agent with; absent where it is registered. */
  readonly lineage: readonly string[] | undefined;
  readonly kind: string | undefined;
  readonly arguments: RunRecord["arguments"];
  readonly config: RunRecord["config"];
  readonly retry: RetryPolicy;
  readonly launcher: Launcher | undefined;
}

/**
 * Checks a launch and fills in what it leaves open; changes nothing.
 * @throws LyceumError manager_closed, no_default_executor, executor_not_found, kind_not_found, invalid_field, message_too_large,
 * already_executed, already_running, mailbox_not_found, mailbox_terminated, not_permitted.
 */
export function planLaunch(manager: Manager, spec: LaunchSpec): LaunchPlan {
  const { context } = manager;
  manager.assertOpen();
  const executor = manager.executors.choose(spec.executor);
  const kind = spec.kind === "" ? undefined : findKind(manager, spec.kind);
  checkFit(executor, kind, spec);
  const args = spec.arguments;
  if (args !== undefined) checkSize(args.data.length, context.limits.maxBodyBytes);
  if (spec.registration !== undefined) checkRegistration(manager, spec.registration, spec);
  const agent = spec.registration ?? { uid: context.ids.uuid(), role: "agent", name: spec.name };
  return {
    executor,
    agent: registered(manager, agent),
    lineage: spec.registration === undefined ? lineageOf(kind, spec.lineage) : undefined,
    kind: kind?.name,
    arguments: args === undefined ? undefined : { mediaType: args.mediaType, data: Buffer.from(args.data).toString("base64") },
    config: runtimeConfig(spec.config, context.times.startTimeoutMs),
    retry: spec.retry ?? manager.record.retry,
    launcher: spec.launcher,
  };
}

/**
 * Chooses ids and types for agents that are launched later; changes nothing.
 * @throws LyceumError manager_closed, kind_not_found.
 */
export function planRegistrations(
  manager: Manager,
  agents: readonly KindRegistration[],
): { entity: EntityId; lineage: readonly string[] }[] {
  manager.assertOpen();
  return agents.map(({ kind, name, lineage }) => ({
    entity: { uid: manager.context.ids.uuid(), role: "agent", name },
    lineage: lineageOf(kind === "" ? undefined : findKind(manager, kind), lineage),
  }));
}

function findKind(manager: Manager, name: string): AgentKind {
  const kind = manager.context.kind(name);
  if (kind === undefined) {
    throw new LyceumError("kind_not_found", `the operator's catalogue has no agent kind ${JSON.stringify(name)}: see its agents folders`, {
      facts: { kind: name },
    });
  }
  return kind;
}

function checkFit(executor: ExecutorInstance, kind: AgentKind | undefined, spec: LaunchSpec): void {
  const { name } = executor.record;
  if (kind === undefined) {
    if (!executor.external) throw invalidField("kind", `is missing: executor ${JSON.stringify(name)} runs kinds of the catalogue`);
    return;
  }
  if (executor.external) return;
  if (spec.lineage.length > 0) throw invalidField("lineage", "is for agents that an external host brings: a kind has its own");
  if ((kind.argv !== undefined) === executor.runsCommands) return;
  const [runs, is] = executor.runsCommands ? ["commands", "module"] : ["modules", "command"];
  throw invalidField("executor", `${JSON.stringify(name)} runs ${runs} and kind ${JSON.stringify(kind.name)} is a ${is}: choose another`);
}

function checkSize(size: number, limit: number): void {
  if (size <= limit) return;
  throw new LyceumError("message_too_large", `the arguments have ${size} bytes, ${limit} are allowed: send less, or a reference`, {
    facts: { size: String(size), limit: String(limit) },
  });
}

function checkRegistration(manager: Manager, agent: EntityId, { relaunch, launcher }: LaunchSpec): void {
  const key = entityKey(manager.record.namespace, agent);
  const facts = { uid: agent.uid };
  if (agent.role !== "agent") throw invalidField("registration", "must be an agent's");
  const mailbox = manager.context.exchange.look(key);
  // First, so that nothing is learned of the agents of others.
  if (mailbox !== undefined) launcher?.assertMayRun(mailbox);
  if (manager.runs.latest(key) !== undefined && !relaunch) {
    throw new LyceumError("already_executed", `${describe(agent)} has already been executed: say relaunch, or register a new agent`, {
      facts,
    });
  }
  if (manager.index.latest(key)?.ended === false) {
    throw new LyceumError("already_running", `${describe(agent)} has an unfinished run: wait for its end`, { facts });
  }
  if (mailbox === undefined) {
    const who = describe({ ...agent, name: "" });
    throw new LyceumError("mailbox_not_found", `no mailbox of ${who} is registered; register it first`, { facts });
  }
  if (mailbox.status !== "active")
    throw new LyceumError("mailbox_terminated", `${describe(agent)} has ended for good: register a new agent`, { facts });
}

// A registration may be named without its name.
function registered(manager: Manager, agent: EntityId): EntityId {
  return manager.context.exchange.look(entityKey(manager.record.namespace, agent))?.entity ?? agent;
}

function lineageOf(kind: AgentKind | undefined, lineage: readonly string[]): readonly string[] {
  const types = lineage.length > 0 ? lineage : (kind?.lineage ?? []);
  return types.includes(BASE_TYPE) ? types : [...types, BASE_TYPE];
}
