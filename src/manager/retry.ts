import type { RetryPolicy, RunRecord } from "../core/run.ts";
import type { Verdict } from "./verdict.ts";

/**
 * Whether a run goes on after an attempt: not after a good end, a kill, a request to end or a failure that running
 * again cannot help; else while attempts are left.
 * @param countedAttempts attempts that count, this one included.
 */
export function mayRetry(run: Pick<RunRecord, "retry" | "stopRequested">, verdict: Verdict, countedAttempts: number): boolean {
  const { outcome, failure } = verdict;
  if (run.stopRequested || (outcome !== "failed" && outcome !== "lost")) return false;
  if (failure?.nonRetryable === true || (failure !== undefined && run.retry.nonRetryableTypes.includes(failure.type))) return false;
  return countedAttempts <= run.retry.maxRetries;
}

/** Wait before the next attempt, in milliseconds, after so many that counted. */
export function backoffMs(policy: RetryPolicy, countedAttempts: number): number {
  const { initialBackoffMs, backoffMultiplier, maxBackoffMs } = policy;
  if (initialBackoffMs === 0) return 0;
  return Math.min(maxBackoffMs, initialBackoffMs * backoffMultiplier ** Math.max(0, countedAttempts - 1));
}
