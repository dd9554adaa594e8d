import type { EntityId, EntityKey } from "./entity.ts";
import type { Failure } from "./failure.ts";

/** How often and when to run again. */
export interface RetryPolicy {
  /** Runs after the first: at most this number + 1 attempts count. */
  readonly maxRetries: number;
  readonly initialBackoffMs: number;
  readonly maxBackoffMs: number;
  readonly backoffMultiplier: number;
  readonly nonRetryableTypes: readonly string[];
}

/** No retries. */
export const NO_RETRIES: RetryPolicy = {
  maxRetries: 0,
  initialBackoffMs: 0,
  maxBackoffMs: 60_000,
  backoffMultiplier: 2,
  nonRetryableTypes: [],
};

/** What to do when a manager's owner vanishes. */
export type OrphanPolicy = "close" | "detach";

/** State of a manager. */
export type ManagerState = "open" | "closing" | "closed";

/** Levels of hosts' logs. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** An executor of a manager: its own instance of an operator's template. */
export interface ExecutorRecord {
  readonly name: string;
  readonly template: string;
  /** Most attempts at once here; absent means no other limit than the template's. */
  readonly places?: number | undefined;
  readonly logLevel?: LogLevel | undefined;
}

/** A manager. */
export interface ManagerRecord {
  /** `namespace/managerId`; the server's own manager has an empty id. */
  readonly key: string;
  readonly managerId: string;
  /** Order of its making among the server's managers. */
  readonly order: number;
  readonly namespace: string;
  /** Subject of whoever made it, or took it over. */
  readonly owner: string;
  /** Account that answers for its owner; absent means that the owner is one. */
  readonly account?: string | undefined;
  readonly user: EntityId;
  readonly state: ManagerState;
  readonly executors: readonly ExecutorRecord[];
  readonly defaultExecutor?: string | undefined;
  readonly retry: RetryPolicy;
  readonly leaseMs?: number | undefined;
  readonly orphanPolicy: OrphanPolicy;
  readonly graceMs: number;
  readonly revision: number;
  readonly createdAtMs: number;
  readonly closedAtMs?: number | undefined;
}

/** How an agent behaves around its life, defaults filled in. */
export interface RuntimeConfig {
  readonly cancelActionsOnShutdown: boolean;
  readonly raiseLoopErrorsOnShutdown: boolean;
  readonly shutdownOnLoopError: boolean;
  readonly terminateOnError: boolean;
  readonly terminateOnSuccess: boolean;
  /** Absent means no limit. */
  readonly maxConcurrentActions?: number | undefined;
  readonly defaultMediaType: string;
  readonly allowedMediaTypes: readonly string[];
  readonly startTimeoutMs: number;
  readonly stopGraceMs?: number | undefined;
}

/** How far a run is. */
export type RunState = "queued" | "starting" | "running" | "stopping" | "backing_off" | "ended";

/** How a run or an attempt ended; `interrupted` is for attempts only. */
export type Outcome = "succeeded" | "failed" | "killed" | "lost" | "interrupted";

/** One attempt of a run. */
export interface AttemptRecord {
  /** From 1. */
  readonly number: number;
  /** Lets its host listen to the agent's mailbox, and those of earlier attempts not. */
  readonly fence: number;
  readonly startedAtMs: number;
  readonly readyAtMs?: number | undefined;
  readonly endedAtMs?: number | undefined;
  /** Set before its end where the host reported it and is not gone yet. */
  readonly outcome?: Outcome | undefined;
  readonly failure?: Failure | undefined;
  readonly exitCode?: number | undefined;
}

/** One agent's life under a manager. */
export interface RunRecord {
  /** Its id. */
  readonly key: string;
  /** Key of its manager. */
  readonly manager: string;
  readonly agent: EntityId;
  readonly agentKey: EntityKey;
  /** Subject of who launched it; absent means the owner of its manager. */
  readonly owner?: string | undefined;
  /** Account that answers for who launched it; absent means that this is one. */
  readonly account?: string | undefined;
  /** Order of its launch among its manager's runs: the revision of that change. */
  readonly order: number;
  /** Kind in the catalogue; absent where an external host brought the agent. */
  readonly kind?: string | undefined;
  readonly executor: string;
  /** Arguments of the agent's constructor, base64; with their media type. Dropped at the end: no attempt needs them any more. */
  readonly arguments?: { readonly mediaType: string; readonly data: string } | undefined;
  readonly config: RuntimeConfig;
  readonly retry: RetryPolicy;
  readonly state: RunState;
  readonly outcome?: Outcome | undefined;
  readonly failure?: Failure | undefined;
  readonly attempts: readonly AttemptRecord[];
  /** Attempts that counted against the retries. */
  readonly countedAttempts: number;
  /** Set when somebody asked the run to end: no more retries. */
  readonly stopRequested: boolean;
  /** Override of the stop request. */
  readonly terminate?: boolean | undefined;
  /** Time from the stop request until its host is killed; absent means never. */
  readonly killAfterMs?: number | undefined;
  readonly createdAtMs: number;
  readonly endedAtMs?: number | undefined;
  readonly revision: number;
}

/** A change of a manager (with its record) or of one of its runs, kept for `WatchRuns`. */
export interface RunEventRecord {
  /** `manager key/revision`, the revision padded to 16 digits so that keys sort. */
  readonly key: string;
  readonly manager: string;
  readonly revision: number;
  readonly atMs: number;
  readonly run?: RunRecord | undefined;
  readonly managerRecord?: ManagerRecord | undefined;
}
