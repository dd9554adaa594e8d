import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  type AttemptSchema,
  Outcome as ProtoOutcome,
  RunState as ProtoRunState,
  type RunTarget as ProtoRunTarget,
  WaitCondition as ProtoWaitCondition,
  type RunSchema,
  WaitEndReason,
  type WaitResponseSchema,
} from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import { invalidField } from "../core/errors.ts";
import type { Failure } from "../core/failure.ts";
import type { AttemptRecord, Outcome, RunRecord, RunState } from "../core/run.ts";
import type { RunTarget } from "../manager/target.ts";
import type { WaitCondition, WaitEvent } from "../manager/wait.ts";
import { entityFromProto, entityToProto } from "./convert-entity.ts";
import { failureToProto } from "./convert-failure.ts";
import { optionalTimestamp, timestampToProto } from "./convert-time.ts";

const states: Readonly<Record<RunState, ProtoRunState>> = {
  queued: ProtoRunState.QUEUED,
  starting: ProtoRunState.STARTING,
  running: ProtoRunState.RUNNING,
  stopping: ProtoRunState.STOPPING,
  backing_off: ProtoRunState.BACKING_OFF,
  ended: ProtoRunState.ENDED,
};

const outcomes: Readonly<Record<Outcome, ProtoOutcome>> = {
  succeeded: ProtoOutcome.SUCCEEDED,
  failed: ProtoOutcome.FAILED,
  killed: ProtoOutcome.KILLED,
  lost: ProtoOutcome.LOST,
  interrupted: ProtoOutcome.INTERRUPTED,
};

const conditions = new Map<ProtoWaitCondition, WaitCondition>([
  [ProtoWaitCondition.UNSPECIFIED, "all_completed"],
  [ProtoWaitCondition.ALL_COMPLETED, "all_completed"],
  [ProtoWaitCondition.FIRST_COMPLETED, "first_completed"],
  [ProtoWaitCondition.FIRST_EXCEPTION, "first_exception"],
]);

/** Id of a manager within its namespace, from its key. */
export function managerIdOf(managerKey: string): string {
  return managerKey.slice(managerKey.indexOf("/") + 1);
}

/** Writes a run. */
export function runToProto(run: RunRecord): MessageInitShape<typeof RunSchema> {
  const endTime = optionalTimestamp(run.endedAtMs);
  return {
    runId: run.key,
    managerId: managerIdOf(run.manager),
    agent: entityToProto(run.agent),
    kind: run.kind ?? "",
    executor: run.executor,
    state: states[run.state],
    ...(run.outcome === undefined ? {} : { outcome: outcomes[run.outcome] }),
    ...(run.failure === undefined ? {} : { failure: failureToProto(run.failure) }),
    attempts: run.attempts.map(attemptToProto),
    maxAttempts: run.retry.maxRetries + 1,
    createTime: timestampToProto(run.createdAtMs),
    ...(endTime === undefined ? {} : { endTime }),
    revision: BigInt(run.revision),
  };
}

function attemptToProto(attempt: AttemptRecord): MessageInitShape<typeof AttemptSchema> {
  const readyTime = optionalTimestamp(attempt.readyAtMs);
  const endTime = optionalTimestamp(attempt.endedAtMs);
  return {
    number: attempt.number,
    startTime: timestampToProto(attempt.startedAtMs),
    ...(readyTime === undefined ? {} : { readyTime }),
    ...(endTime === undefined ? {} : { endTime }),
    ...(attempt.outcome === undefined ? {} : { outcome: outcomes[attempt.outcome] }),
    ...(attempt.failure === undefined ? {} : { failure: failureToProto(attempt.failure) }),
    ...(attempt.exitCode === undefined ? {} : { exitCode: attempt.exitCode }),
  };
}

const RUN_BYTES = 400;

/** About how many bytes a run takes, at most: text counts as the most that UTF-8 needs. */
export function runBytes(run: RunRecord): number {
  let text = textOf(run.failure);
  for (const { failure } of run.attempts) text += textOf(failure) + RUN_BYTES / 4;
  return RUN_BYTES + 3 * text;
}

function textOf(failure: Failure | undefined): number {
  if (failure === undefined) return 0;
  return failure.type.length + failure.message.length + (failure.stack?.length ?? 0) + textOf(failure.cause);
}

/** Splits runs so that each part fits a message; no runs are one empty part. */
export function splitRuns(runs: readonly RunRecord[], maxBytes: number): RunRecord[][] {
  const parts: RunRecord[][] = [[]];
  let bytes = 0;
  for (const run of runs) {
    const size = runBytes(run);
    if (bytes > 0 && bytes + size > maxBytes) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)!.push(run);
    bytes += size;
  }
  return parts;
}

/**
 * Reads which run a call means.
 * @throws LyceumError invalid_field
 */
export function targetFromProto(target: ProtoRunTarget | undefined, field: string): RunTarget {
  switch (target?.target.case) {
    case "runId":
      return { runId: target.target.value };
    case "agent":
      return { agent: entityFromProto(target.target.value, `${field}.agent`) };
    default:
      throw invalidField(field, "is missing: name a run or an agent");
  }
}

/**
 * Reads when a wait is over.
 * @throws LyceumError invalid_field
 */
export function conditionFromProto(condition: ProtoWaitCondition): WaitCondition {
  const found = conditions.get(condition);
  if (found === undefined) throw invalidField("condition", "must be one of WaitCondition");
  return found;
}

/** Writes what a wait tells; large sets of states come in several messages. */
export function* waitToProto(event: WaitEvent, maxBytes: number): Iterable<MessageInitShape<typeof WaitResponseSchema>> {
  if ("states" in event) {
    for (const runs of splitRuns(event.states, maxBytes)) yield { event: { case: "states", value: { runs: runs.map(runToProto) } } };
  } else if ("completed" in event) {
    yield { event: { case: "completed", value: runToProto(event.completed) } };
  } else {
    const { reason, done, pending } = event.end;
    const value = {
      reason: reason === "condition_met" ? WaitEndReason.CONDITION_MET : WaitEndReason.TIMED_OUT,
      done: done.map(entityToProto),
      pending: pending.map(entityToProto),
    };
    yield { event: { case: "end", value } };
  }
}
