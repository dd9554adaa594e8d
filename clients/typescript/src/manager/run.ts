import {
  type Attempt as ProtoAttempt,
  Outcome as ProtoOutcome,
  type Run as ProtoRun,
  RunState as ProtoState,
} from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import { type EntityId, entityOf } from "../entity.ts";
import { AgentError } from "../errors.ts";
import type { Failure } from "../failure.ts";
import { failureFromProto } from "../failure-of.ts";
import { present } from "../present.ts";
import { dateOf } from "../time.ts";

/** How far a run is. */
export type RunState = "queued" | "starting" | "running" | "stopping" | "backing_off" | "ended";

/** How a run or an attempt ended: `interrupted` is for attempts alone, which are made again and not counted. */
export type Outcome = "succeeded" | "failed" | "killed" | "lost" | "interrupted";

/** One attempt of a run. */
export interface Attempt {
  /** From 1. */
  readonly number: number;
  readonly startTime: Date | undefined;
  /** When the agent was up; absent when it never was. */
  readonly readyTime: Date | undefined;
  /** Absent while it runs. */
  readonly endTime: Date | undefined;
  readonly outcome: Outcome | undefined;
  readonly failure: Failure | undefined;
  readonly exitCode: number | undefined;
}

/** One agent's life under a manager. */
export interface Run {
  readonly runId: string;
  readonly managerId: string;
  readonly agentId: EntityId;
  /** Kind in the catalogue; empty where a program brought the agent itself. */
  readonly kind: string;
  readonly executor: string;
  readonly state: RunState;
  /** Absent until it has ended. */
  readonly outcome: Outcome | undefined;
  /** Why, for every outcome but `succeeded`. */
  readonly failure: Failure | undefined;
  /** Oldest first. */
  readonly attempts: readonly Attempt[];
  /** Most attempts that count. */
  readonly maxAttempts: number;
  readonly createTime: Date | undefined;
  readonly endTime: Date | undefined;
  /** Number of its latest change, within its manager. */
  readonly revision: bigint;
}

/** What a run failed with: what went wrong in the agent or its host, and the run. */
export class RunError extends AgentError {
  readonly run: Run;

  constructor(run: Run) {
    super(run.failure ?? { type: "RunFailed", message: `the run ended ${run.outcome ?? "without an outcome"}` });
    this.run = run;
  }

  /** Whose run. */
  get agentId(): EntityId {
    return this.run.agentId;
  }
}

const states = new Map<ProtoState, RunState>([
  [ProtoState.QUEUED, "queued"],
  [ProtoState.STARTING, "starting"],
  [ProtoState.RUNNING, "running"],
  [ProtoState.STOPPING, "stopping"],
  [ProtoState.BACKING_OFF, "backing_off"],
  [ProtoState.ENDED, "ended"],
]);

const outcomes = new Map<ProtoOutcome, Outcome>([
  [ProtoOutcome.SUCCEEDED, "succeeded"],
  [ProtoOutcome.FAILED, "failed"],
  [ProtoOutcome.KILLED, "killed"],
  [ProtoOutcome.LOST, "lost"],
  [ProtoOutcome.INTERRUPTED, "interrupted"],
]);

/** Reads a run of the API. */
export function runOf(run: ProtoRun): Run {
  return {
    runId: run.runId,
    managerId: run.managerId,
    agentId: entityOf(present(run.agent, "agent")),
    kind: run.kind,
    executor: run.executor,
    state: states.get(run.state) ?? "queued",
    outcome: outcomes.get(run.outcome),
    failure: run.failure === undefined ? undefined : failureFromProto(run.failure),
    attempts: run.attempts.map(attemptOf),
    maxAttempts: run.maxAttempts,
    createTime: dateOf(run.createTime),
    endTime: dateOf(run.endTime),
    revision: run.revision,
  };
}

/** Errors of the runs that ended other than well. */
export function runErrors(runs: Iterable<Run>): RunError[] {
  return [...runs].filter(({ state, outcome }) => state === "ended" && outcome !== "succeeded").map((run) => new RunError(run));
}

/**
 * Throws errors: none is nothing, one is itself.
 * @throws AggregateError for several.
 */
export function raise(errors: readonly Error[], message: string): void {
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new AggregateError(errors, message);
}

function attemptOf(attempt: ProtoAttempt): Attempt {
  return {
    number: attempt.number,
    startTime: dateOf(attempt.startTime),
    readyTime: dateOf(attempt.readyTime),
    endTime: dateOf(attempt.endTime),
    outcome: outcomes.get(attempt.outcome),
    failure: attempt.failure === undefined ? undefined : failureFromProto(attempt.failure),
    exitCode: attempt.exitCode,
  };
}
