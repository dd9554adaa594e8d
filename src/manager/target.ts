import { describe, type EntityId, entityKey } from "../core/entity.ts";
import { LyceumError } from "../core/errors.ts";
import type { RunRecord } from "../core/run.ts";
import type { Manager } from "./manager.ts";
import type { Run } from "./run.ts";

/** A run, or the latest run of an agent. */
export type RunTarget = { readonly runId: string } | { readonly agent: EntityId };

/** A run whose launch is kept, so that others may know of it. */
export interface KnownRun {
  readonly run: Run;
  readonly told: RunRecord;
}

/**
 * Finds the run that a call names under a manager.
 * @param accept whether the caller may know of a run; absent means of all.
 * @throws LyceumError run_not_found, not_launched_here.
 */
export function findRun(manager: Manager, target: RunTarget, accept: (run: RunRecord) => boolean = () => true): KnownRun {
  const run = "runId" in target ? manager.runs.byId(target.runId) : manager.runs.latest(entityKey(manager.namespace, target.agent));
  const told = run?.told;
  if (run !== undefined && told !== undefined && accept(told)) return { run, told };
  const denied = told !== undefined;
  if ("runId" in target) {
    throw new LyceumError("run_not_found", `the manager has no run ${JSON.stringify(target.runId)}: see ListRuns`, {
      facts: { run: target.runId },
      denied,
    });
  }
  throw new LyceumError("not_launched_here", `${describe(target.agent)} was not launched by this manager: ask the one that launched it`, {
    facts: { uid: target.agent.uid },
    denied,
  });
}
