import { describe, type EntityId, entityKey } from "../core/entity.ts";
import { type ErrorKind, LyceumError } from "../core/errors.ts";
import type { ExecutorInstance } from "./executor-instance.ts";
import { type Launcher, type LaunchPlan, type LaunchSpec, planLaunch } from "./launch.ts";
import type { Manager } from "./manager.ts";

/** A caution about a launch that succeeded. */
export interface Warning {
  /** For programs. */
  readonly code: "EXECUTOR_OVERLOAD";
  readonly message: string;
}

/** A run that was started. Survives JSON. */
export interface Launched {
  readonly runId: string;
  readonly warnings: readonly Warning[];
}

/** An item of a batch that was not launched. Survives JSON. */
export interface LaunchRefused {
  readonly kind: ErrorKind;
  readonly message: string;
}

/**
 * Registers an agent, unless it is, and starts a run.
 * @throws LyceumError as {@link planLaunch}.
 */
export function launch(manager: Manager, spec: LaunchSpec): Launched {
  const plan = planLaunch(manager, spec);
  register(manager, [plan]);
  return start(manager, plan);
}

/**
 * Registers all agents, then starts a run of each. A bad item has an error of its own and leaves no open mailbox
 * behind that nobody uses; the others go on.
 * @throws LyceumError manager_closed, server_draining.
 */
export function launchBatch(manager: Manager, specs: readonly LaunchSpec[]): (Launched | LaunchRefused)[] {
  manager.assertOpen();
  const launching = new Set<string>();
  const plans = specs.map((spec) => {
    try {
      const plan = planLaunch(manager, spec);
      if (launching.has(plan.agent.uid)) throw twice(plan.agent);
      launching.add(plan.agent.uid);
      return plan;
    } catch (error) {
      if (!(error instanceof LyceumError)) throw error;
      return { kind: error.kind, message: error.message };
    }
  });
  register(
    manager,
    plans.filter((plan) => "agent" in plan),
  );
  for (const [index, plan] of plans.entries()) {
    const { registration } = specs[index]!;
    if (!("agent" in plan) && registration !== undefined && !launching.has(registration.uid)) abandon(manager, registration);
  }
  return plans.map((plan) => ("agent" in plan ? start(manager, plan) : plan));
}

/** Agents of the server's own manager belong to who launches them, others to the owner of their manager. */
export function ownerOf(manager: Manager, launcher: Launcher | undefined): string {
  return manager.isDefault ? (launcher?.subject ?? manager.record.owner) : manager.record.owner;
}

function register(manager: Manager, plans: readonly LaunchPlan[]): void {
  const { namespace } = manager.record;
  const owner = ownerOf(manager, plans[0]?.launcher);
  manager.assertRoom(plans.length);
  const mailboxes = plans.flatMap(({ agent, lineage }) => (lineage === undefined ? [] : [{ entity: agent, lineage }]));
  if (mailboxes.length > 0) manager.context.exchange.register(namespace, owner, mailboxes);
}

function start(manager: Manager, plan: LaunchPlan): Launched {
  const { record } = manager.launch(plan);
  const warnings = record.state === "queued" ? [overload(plan.executor)] : [];
  // One line when an executor becomes overloaded; each launch after that has its own warning.
  if (warnings.length > 0 && plan.executor.lane.queued === 1) {
    manager.context.log.warn({ manager: manager.record.managerId, executor: record.executor }, warnings[0]!.message);
  }
  return { runId: record.key, warnings };
}

function overload({ record, lane }: ExecutorInstance): Warning {
  const agents = lane.running + lane.queued;
  const { places = 0, running, queued } = lane;
  const message =
    agents > places
      ? `executor ${JSON.stringify(record.name)} is overloaded: ${agents} agents on ${places} places, ${queued} of them wait`
      : `executor ${JSON.stringify(record.name)} waits for places of template ${JSON.stringify(record.template)}, which other managers hold: ${running} agents run here, ${queued} wait`;
  return { code: "EXECUTOR_OVERLOAD", message };
}

// A registration that nobody launched, hosts or will hear of again must not queue messages for ever.
function abandon(manager: Manager, agent: EntityId): void {
  const key = entityKey(manager.record.namespace, agent);
  const { exchange } = manager.context;
  const view = exchange.look(key);
  if (agent.role !== "agent" || view?.status !== "active" || view.presence !== "never" || manager.index.latest(key) !== undefined) return;
  exchange.terminate(key, { type: "LaunchFailed", message: "its launch failed" });
}

function twice(agent: EntityId): LyceumError {
  return new LyceumError("already_executed", `${describe(agent)} is in the batch twice`, { facts: { uid: agent.uid } });
}
