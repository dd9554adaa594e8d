import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  type CloseReportSchema,
  type CreateManagerRequest,
  type ExecutorSchema,
  type ManagerSchema,
  type ExecutorSpec as ProtoExecutorSpec,
  type LaunchSpec as ProtoLaunchSpec,
  ManagerState as ProtoManagerState,
  OrphanPolicy as ProtoOrphanPolicy,
  type WatchRunsResponseSchema,
} from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import { invalidField } from "../core/errors.ts";
import { type ManagerRecord, type ManagerState, NO_RETRIES, type OrphanPolicy, type RunRecord } from "../core/run.ts";
import type { ExecutorInstance } from "../manager/executor-instance.ts";
import type { ExecutorSpec } from "../manager/executors.ts";
import type { Launcher, LaunchSpec } from "../manager/launch.ts";
import type { Manager } from "../manager/manager.ts";
import type { NewManager } from "../manager/managers.ts";
import type { WatchEvent } from "../manager/watch.ts";
import { configFromProto, logLevelFromProto, retryFromProto, retryToProto } from "./convert-config.ts";
import { checkName, entityFromProto, entityToProto } from "./convert-entity.ts";
import { payloadFromProto } from "./convert-payload.ts";
import { runBytes, runToProto, splitRuns } from "./convert-run.ts";
import { durationFromProto, optionalDuration, timestampToProto } from "./convert-time.ts";
import { checkLineage } from "./registration.ts";

const MIN_LEASE_MS = 1_000;
const MAX_EXECUTOR_NAME = 128;
const MAX_PLACES = 1_000_000;

const states: Readonly<Record<ManagerState, ProtoManagerState>> = {
  open: ProtoManagerState.OPEN,
  closing: ProtoManagerState.CLOSING,
  closed: ProtoManagerState.CLOSED,
};

const policies: Readonly<Record<OrphanPolicy, ProtoOrphanPolicy>> = {
  close: ProtoOrphanPolicy.CLOSE,
  detach: ProtoOrphanPolicy.DETACH,
};

/**
 * Reads a manager to make.
 * @throws LyceumError invalid_field
 */
export function newManagerFromProto(request: CreateManagerRequest, namespace: string, owner: string): NewManager {
  const leaseMs = durationFromProto(request.lease, "lease");
  if (leaseMs !== undefined && leaseMs < MIN_LEASE_MS) throw invalidField("lease", "must be at least 1 s, or absent");
  return {
    namespace,
    owner,
    executors: request.executors.map((spec, index) => executorFromProto(spec, `executors[${index}]`)),
    defaultExecutor: request.defaultExecutor,
    retry: retryFromProto(request.retry, "retry") ?? NO_RETRIES,
    leaseMs,
    orphanPolicy: orphanPolicyFromProto(request.orphanPolicy),
    user: request.user === undefined ? undefined : userFromProto(request.user),
    graceMs: durationFromProto(request.grace, "grace"),
  };
}

function userFromProto(id: NonNullable<CreateManagerRequest["user"]>): NonNullable<NewManager["user"]> {
  const user = entityFromProto(id, "user");
  if (user.role !== "user") throw invalidField("user.role", "must be ROLE_USER");
  return user;
}

function orphanPolicyFromProto(policy: ProtoOrphanPolicy): OrphanPolicy {
  if (policy === ProtoOrphanPolicy.DETACH) return "detach";
  if (policy === ProtoOrphanPolicy.CLOSE || policy === ProtoOrphanPolicy.UNSPECIFIED) return "close";
  throw invalidField("orphan_policy", "must be one of OrphanPolicy");
}

/**
 * Reads an executor to make.
 * @throws LyceumError invalid_field
 */
export function executorFromProto(spec: ProtoExecutorSpec | undefined, field: string): ExecutorSpec {
  if (spec === undefined) throw invalidField(field, "is missing");
  if (spec.name.length > MAX_EXECUTOR_NAME) throw invalidField(`${field}.name`, `must be at most ${MAX_EXECUTOR_NAME} characters`);
  if (spec.places > MAX_PLACES) throw invalidField(`${field}.places`, `must be at most ${MAX_PLACES}`);
  return {
    name: spec.name,
    template: spec.template,
    places: spec.places || undefined,
    logLevel: logLevelFromProto(spec.logLevel, `${field}.log_level`),
  };
}

/** Writes an executor. */
export function executorToProto({ record, driver, lane }: ExecutorInstance): MessageInitShape<typeof ExecutorSchema> {
  return { name: record.name, template: record.template, driver, places: lane.places ?? 0, running: lane.running, queued: lane.queued };
}

/**
 * Reads what to launch.
 * @param launcher who launches; absent means the owner of the manager.
 * @throws LyceumError invalid_field
 */
export function launchSpecFromProto(spec: ProtoLaunchSpec | undefined, field: string, launcher?: Launcher): LaunchSpec {
  if (spec === undefined) throw invalidField(field, "is missing: say what to launch");
  return {
    kind: spec.kind,
    arguments: spec.arguments === undefined ? undefined : payloadFromProto(spec.arguments, `${field}.arguments`),
    config: configFromProto(spec.config, `${field}.config`),
    executor: spec.executor,
    name: checkName(spec.name, `${field}.name`),
    registration: spec.registration === undefined ? undefined : entityFromProto(spec.registration, `${field}.registration`),
    relaunch: spec.relaunch,
    retry: retryFromProto(spec.retry, `${field}.retry`),
    lineage: spec.lineage.length === 0 ? [] : checkLineage(spec.lineage, `${field}.lineage`),
    launcher,
  };
}

/** Writes a manager, as others may know it; its report once it is closed, with as many failed runs as fit; zero bytes leave the counts alone. */
export function managerToProto(manager: Manager, record: ManagerRecord, maxBytes: number): MessageInitShape<typeof ManagerSchema> {
  const lease = optionalDuration(record.leaseMs);
  return {
    managerId: record.managerId,
    user: entityToProto(record.user),
    state: states[record.state],
    executors: record.executors.map(({ name }) => executorToProto(manager.executors.of(name))),
    defaultExecutor: record.defaultExecutor ?? "",
    retry: retryToProto(record.retry),
    ...(lease === undefined ? {} : { lease }),
    orphanPolicy: policies[record.orphanPolicy],
    revision: BigInt(record.revision),
    createTime: timestampToProto(record.createdAtMs),
    ...(record.state === "closed" ? { report: reportToProto(manager, maxBytes) } : {}),
  };
}

function reportToProto(manager: Manager, maxBytes: number): MessageInitShape<typeof CloseReportSchema> {
  const failed: RunRecord[] = [];
  let failedRuns = 0;
  let bytes = 0;
  for (const { told } of manager.runs.all) {
    if (told === undefined || told.outcome === "succeeded") continue;
    failedRuns += 1;
    bytes += runBytes(told);
    if (bytes <= maxBytes || (failed.length === 0 && maxBytes > 0)) failed.push(told);
  }
  return { failed: failed.map(runToProto), runs: manager.runs.size, failedRuns };
}

/** Writes what a watcher gets. */
export function* watchToProto(
  manager: Manager,
  event: WatchEvent,
  maxBytes: number,
): Iterable<MessageInitShape<typeof WatchRunsResponseSchema>> {
  const revision = BigInt(event.revision);
  if ("run" in event) {
    yield { revision, event: { case: "run", value: runToProto(event.run) } };
  } else if ("manager" in event) {
    yield { revision, event: { case: "manager", value: managerToProto(manager, event.manager, maxBytes) } };
  } else {
    const { snapshot } = event;
    const parts = splitRuns(snapshot.runs, maxBytes);
    for (const [index, runs] of parts.entries()) {
      const more = snapshot.more || index < parts.length - 1;
      const value = { manager: managerToProto(manager, snapshot.manager, maxBytes), runs: runs.map(runToProto), more };
      // Within a snapshot there is nothing yet to resume after.
      yield { revision: more ? 0n : revision, event: { case: "snapshot", value } };
    }
  }
}
