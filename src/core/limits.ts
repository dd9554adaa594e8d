/** Documented maxima; `GetServerInfo` tells them. */
export interface Limits {
  /** Largest body, in bytes. */
  readonly maxBodyBytes: number;
  /** Largest envelope without its body, in bytes. */
  readonly maxHeaderBytes: number;
  /** Largest frame and batch, in bytes. */
  readonly maxFrameBytes: number;
  /** Most items in a batch. */
  readonly maxBatch: number;
  readonly maxPageSize: number;
  /** Most requests that wait in a mailbox, half of them of one sender. */
  readonly maxMailboxMessages: number;
  /** Most bytes of requests that wait in a mailbox. */
  readonly maxMailboxBytes: number;
  /** Most unanswered requests and unread answers of one sender. */
  readonly maxOutstanding: number;
  readonly maxDeliveryAttempts: number;
  /** How long a session outlives its stream. */
  readonly resumeWindowMs: number;
  /** How long a request waits for its first delivery. */
  readonly queueTtlMs: number;
  /** Longest long poll. */
  readonly maxPollMs: number;
  /** How often an idle stream carries a heartbeat. */
  readonly heartbeatMs: number;
  /** How long a repeated id is recognised after its answer (`Send`, `Invoke`). */
  readonly repeatMs: number;
  /** How long a `request_id` is recognised. */
  readonly requestIdMs: number;
  /** How long dead letters are kept, and how many a mailbox. */
  readonly deadLetterMs: number;
  readonly maxDeadLetters: number;
  /** How long a terminated id is remembered, and how many are: past it the first to be terminated are forgotten. */
  readonly gravestoneMs: number;
  readonly maxGravestones: number;
  /** Bytes of undelivered bodies kept in memory beside the store. */
  readonly residentBodyBytes: number;
  /** How long outcomes outlive their closed manager. */
  readonly outcomeMs: number;
  /** Most closed managers that are kept with their outcomes; past it the first to be closed are forgotten. */
  readonly maxClosedManagers: number;
  /** Most ended runs that the server's own manager of a namespace keeps; past it the first to be launched are forgotten. */
  readonly maxOwnRuns: number;
  /** Changes kept for `WatchRuns`, by number and by age. */
  readonly maxEvents: number;
  readonly eventMs: number;
}

const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;
const DAY_MS = 24 * HOUR_MS;
const MIB = 1_048_576;

/** The defaults. */
export const DEFAULT_LIMITS: Limits = {
  maxBodyBytes: MIB,
  maxHeaderBytes: 64 * 1_024,
  maxFrameBytes: 4 * MIB,
  maxBatch: 1_000,
  maxPageSize: 1_000,
  maxMailboxMessages: 10_000,
  maxMailboxBytes: 64 * MIB,
  maxOutstanding: 10_000,
  maxDeliveryAttempts: 5,
  resumeWindowMs: 10 * SECOND_MS,
  queueTtlMs: DAY_MS,
  maxPollMs: 50 * SECOND_MS,
  heartbeatMs: 15 * SECOND_MS,
  repeatMs: 300 * SECOND_MS,
  requestIdMs: DAY_MS,
  deadLetterMs: 7 * DAY_MS,
  maxDeadLetters: 1_000,
  gravestoneMs: 365 * DAY_MS,
  maxGravestones: 1_000_000,
  residentBodyBytes: 64 * MIB,
  outcomeMs: 7 * DAY_MS,
  maxClosedManagers: 10_000,
  maxOwnRuns: 10_000,
  maxEvents: 10_000,
  eventMs: DAY_MS,
};
