import {
  ManagerService,
  WaitCondition as ProtoCondition,
  type Run as ProtoRun,
  type WaitEnd,
  WaitEndReason,
  type WaitResponse,
} from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import { describeEntity, type EntityId, entityOf } from "../entity.ts";
import { TimeoutError } from "../errors.ts";
import { durationOf } from "../time.ts";
import { resumed } from "./resume.ts";
import { type Run, runOf } from "./run.ts";
import { type Target, targetToProto } from "./target.ts";
import type { WatchSource } from "./watch.ts";

/** When a wait is over: once all have ended, once one has, or once one has ended other than well (or all have ended). */
export type WaitCondition = "all" | "first" | "first_failure";

/** Options of a wait. */
export interface WaitOptions {
  /** Default all. */
  readonly condition?: WaitCondition | undefined;
  /** When to give up, in milliseconds; absent means never. */
  readonly timeoutMs?: number | undefined;
  /** Throw what the agents that ended failed with; default false. */
  readonly raiseError?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a wait came to. */
export interface WaitResult {
  /** Runs that have ended. */
  readonly done: readonly Run[];
  /** Agents whose runs have not. */
  readonly pending: readonly EntityId[];
}

/** A wait whose time ran out before its condition was met. */
export class WaitTimeoutError extends TimeoutError {
  readonly done: readonly Run[];
  readonly pending: readonly EntityId[];

  constructor({ done, pending }: WaitResult, timeoutMs: number) {
    const names = pending.slice(0, 10).map(describeEntity).join(", ");
    const more = pending.length > 10 ? ` and ${pending.length - 10} more` : "";
    super(`after ${timeoutMs} ms ${pending.length} of ${done.length + pending.length} agents have not ended: ${names}${more}`, {
      code: "DEADLINE_EXCEEDED",
    });
    this.done = done;
    this.pending = pending;
  }
}

type ProtoTarget = ReturnType<typeof targetToProto>;

const conditions: Readonly<Record<WaitCondition, ProtoCondition>> = {
  all: ProtoCondition.ALL_COMPLETED,
  first: ProtoCondition.FIRST_COMPLETED,
  first_failure: ProtoCondition.FIRST_EXCEPTION,
};

/** One wait, over as many streams as it takes. */
export class Wait {
  readonly #source: WatchSource;
  readonly #done = new Map<string, Run>();
  #targets: readonly ProtoTarget[];
  #end: WaitEnd | undefined;

  constructor(source: WatchSource, targets: Iterable<Target>) {
    this.#source = source;
    this.#targets = [...targets].map(targetToProto);
  }

  /**
   * The runs as they end: first those that have, then each as it does, each once.
   * @throws NotLaunchedHereError before any; WaitTimeoutError when the time runs out.
   */
  async *completions({ condition = "all", timeoutMs, signal }: WaitOptions): AsyncGenerator<Run, WaitResult, undefined> {
    const deadlineMs = timeoutMs === undefined ? undefined : performance.now() + timeoutMs;
    const open = (): AsyncIterable<WaitResponse> => this.#open(condition, deadlineMs, signal);
    // Nobody is left to say that the time ran out when the server is away.
    const unreachableMs = Math.min(this.#source.unreachableMs, timeoutMs ?? Number.POSITIVE_INFINITY);
    for await (const { event } of resumed(open, () => this.#end !== undefined, { unreachableMs, signal })) {
      if (event.case === "states") yield* this.#states(event.value.runs);
      else if (event.case === "completed") yield* this.#completed(event.value);
      else if (event.case === "end") this.#end = event.value;
    }
    const result = { done: [...this.#done.values()], pending: (this.#end?.pending ?? []).map(entityOf) };
    const timedOut = this.#end?.reason === WaitEndReason.TIMED_OUT;
    if (timedOut && (condition !== "first" || result.done.length === 0)) throw new WaitTimeoutError(result, timeoutMs ?? 0);
    return result;
  }

  #open(condition: WaitCondition, deadlineMs: number | undefined, signal: AbortSignal | undefined): AsyncIterable<WaitResponse> {
    const leftMs = deadlineMs === undefined ? undefined : Math.max(0, deadlineMs - performance.now());
    return this.#source.transport.serverStream(
      ManagerService.method.wait,
      {
        managerId: this.#source.managerId,
        targets: [...this.#targets],
        condition: conditions[condition],
        ...(leftMs === undefined ? {} : { timeout: durationOf(leftMs) }),
      },
      { signal },
    );
  }

  *#states(runs: readonly ProtoRun[]): Generator<Run> {
    // An agent meant its latest run when the wait began: whoever asks again asks for that run.
    this.#targets = this.#pinned(runs);
    for (const run of runs) yield* this.#completed(run);
  }

  #pinned(runs: readonly ProtoRun[]): readonly ProtoTarget[] {
    const pinned = new Map(this.#targets.map((target) => [keyOf(target), target]));
    for (const run of runs) {
      pinned.delete(`agent ${run.agent?.uid}`);
      pinned.set(`run ${run.runId}`, { target: { case: "runId", value: run.runId } });
    }
    return [...pinned.values()];
  }

  *#completed(proto: ProtoRun): Generator<Run> {
    const run = runOf(proto);
    if (run.state !== "ended" || this.#done.has(run.runId)) return;
    this.#done.set(run.runId, run);
    yield run;
  }
}

function keyOf({ target }: ProtoTarget): string {
  return target?.case === "runId" ? `run ${target.value}` : `agent ${target?.case === "agent" ? target.value.uid : ""}`;
}
