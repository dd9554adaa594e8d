import type { Clock, Ids } from "../core/clock.ts";
import type { Exchange } from "../core/exchange.ts";
import type { AgentKind, Drivers, ExecutorTemplate } from "../core/executor.ts";
import type { Journal } from "../core/journal.ts";
import type { Limits } from "../core/limits.ts";
import type { Log } from "../core/log.ts";
import type { QuotaOf } from "../core/quota.ts";

/** Times of the manager rules, in milliseconds. */
export interface ManagerTimes {
  /** How long an agent that was asked to end has until it is killed, where nobody says otherwise. */
  readonly graceMs: number;
  /** How long an agent has from its start until it is up, where nobody says otherwise. */
  readonly startTimeoutMs: number;
  /** How long a host may live on once it has reported its exit. */
  readonly lingerMs: number;
  /** How long a killed host may take to be gone until it is abandoned. */
  readonly killLimitMs: number;
  /** How long an external host may be away until its attempt is lost. */
  readonly lostAfterMs: number;
  /** How long the executors of a closed manager may take to end until they are abandoned. */
  readonly disposeLimitMs: number;
  /** How long until a request to end that an agent's mailbox could not take is sent again. */
  readonly askAgainMs: number;
  /** How often what is past its time is swept. */
  readonly sweepMs: number;
}

/** The defaults. */
export const DEFAULT_TIMES: ManagerTimes = {
  graceMs: 10_000,
  startTimeoutMs: 60_000,
  lingerMs: 5_000,
  killLimitMs: 5_000,
  lostAfterMs: 30_000,
  disposeLimitMs: 10_000,
  askAgainMs: 1_000,
  sweepMs: 60_000,
};

/** What the manager rules are made of. */
export interface ManagerContext {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly limits: Limits;
  readonly log: Log;
  readonly exchange: Exchange;
  /** The operator's catalogue. */
  readonly kind: (name: string) => AgentKind | undefined;
  /** The operator's executor templates, by name. */
  readonly templates: ReadonlyMap<string, ExecutorTemplate>;
  readonly drivers: Drivers;
  /** Namespace whose own manager is made, and its executors opened, when the server starts. */
  readonly homeNamespace: string;
  /** Default executor of the server's own managers; absent means none. */
  readonly defaultExecutor?: string | undefined;
  /** Issues the credential of a host of an agent. */
  readonly issueRunToken: (namespace: string, runId: string, attempt: number, agentUid: string) => string;
  readonly times: ManagerTimes;
  /** Absent means that no namespace has bounds. */
  readonly quotaOf?: QuotaOf | undefined;
}
