import type { RunRecord } from "../core/run.ts";
import type { ManagerContext } from "./context.ts";
import type { LiveHost } from "./live-hosts.ts";
import type { Run } from "./run.ts";
import type { StopRequests } from "./stop-requests.ts";

/** What a run needs of its manager. */
export interface RunHome {
  readonly context: ManagerContext;
  readonly stops: StopRequests;
  readonly namespace: string;
  /** How long an agent has to end where nobody says otherwise, in milliseconds. */
  readonly graceMs: number;
  /** Gives a change its revision, writes it down, and calls the run's `tell` once it is kept. */
  changed(run: Run, record: RunRecord): RunRecord;
  /** An attempt's host was asked for. */
  hostCame(host: LiveHost): void;
  /** An attempt's host is gone. */
  hostGone(host: LiveHost): void;
  /** The run has an outcome. */
  ended(run: Run): void;
}

/** How to end a run. */
export interface StopOptions {
  /** Whether to terminate the mailbox; absent means as configured. */
  readonly terminate?: boolean | undefined;
  /** Time until its host is killed, in milliseconds; absent means never. */
  readonly killAfterMs?: number | undefined;
}
