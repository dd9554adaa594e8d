import {
  ManagerService,
  type Manager as ProtoManager,
  ManagerState as ProtoState,
  type WatchRunsResponse,
} from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import { CursorExpiredError } from "../errors.ts";
import { present } from "../present.ts";
import type { Transport } from "../transport.ts";
import { resumed } from "./resume.ts";
import { type Run, runOf } from "./run.ts";

/** State of a manager. */
export type ManagerState = "open" | "closing" | "closed";

/** A manager as it was after a change. */
export interface ManagerInfo {
  readonly managerId: string;
  readonly state: ManagerState;
  /** Absent means that there is none. */
  readonly defaultExecutor: string | undefined;
  readonly revision: bigint;
  /** Runs that did not succeed, once it is closed; as many as fit. */
  readonly failed: readonly Run[];
  /** How many runs did not succeed, once it is closed. */
  readonly failedRuns: number;
}

/** A change of a manager or of one of its runs; `revision` is where to resume after it. */
export type RunEvent =
  | { readonly kind: "snapshot"; readonly revision: bigint; readonly manager: ManagerInfo; readonly runs: readonly Run[] }
  | { readonly kind: "run"; readonly revision: bigint; readonly run: Run }
  | { readonly kind: "manager"; readonly revision: bigint; readonly manager: ManagerInfo };

/** Options of a watch. */
export interface WatchOptions {
  /** Changes after this one; absent means a snapshot first. */
  readonly afterRevision?: bigint | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What waits and watches need to know of their manager. */
export interface WatchSource {
  readonly transport: Transport;
  readonly managerId: string;
  readonly unreachableMs: number;
}

const states = new Map<ProtoState, ManagerState>([
  [ProtoState.CLOSING, "closing"],
  [ProtoState.CLOSED, "closed"],
]);

/**
 * Tells every change, without gaps or repeats, over as many streams as it takes, until the manager is closed and all was told. When the
 * server does not keep what came next, a snapshot comes in its place.
 */
export async function* watchRuns(source: WatchSource, { afterRevision, signal }: WatchOptions): AsyncGenerator<RunEvent, void, undefined> {
  let after = afterRevision;
  let runs: Run[] = [];
  const { transport, managerId, unreachableMs } = source;
  async function* open(): AsyncGenerator<WatchRunsResponse, void, undefined> {
    runs = [];
    const request = { managerId, ...(after === undefined ? {} : { afterRevision: after }) };
    try {
      yield* transport.serverStream(ManagerService.method.watchRuns, request, { signal });
    } catch (error) {
      if (!(error instanceof CursorExpiredError) || after === undefined) throw error;
      after = undefined;
      yield* open();
    }
  }
  for await (const { revision, event } of resumed(open, () => true, { unreachableMs, signal })) {
    if (event.case === "snapshot") {
      runs.push(...event.value.runs.map(runOf));
      if (event.value.more) continue;
    }
    after = revision;
    if (event.case === "snapshot") yield { kind: "snapshot", revision, manager: managerOf(present(event.value.manager, "manager")), runs };
    else if (event.case === "run") yield { kind: "run", revision, run: runOf(event.value) };
    else if (event.case === "manager") yield { kind: "manager", revision, manager: managerOf(event.value) };
  }
}

/** Reads a manager of the API. */
export function managerOf(manager: ProtoManager): ManagerInfo {
  return {
    managerId: manager.managerId,
    state: states.get(manager.state) ?? "open",
    defaultExecutor: manager.defaultExecutor || undefined,
    revision: manager.revision,
    failed: (manager.report?.failed ?? []).map(runOf),
    failedRuns: manager.report?.failedRuns ?? 0,
  };
}
