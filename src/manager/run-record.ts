import type { AttemptRecord, RunRecord } from "../core/run.ts";
import { shortened } from "./failures.ts";
import type { Verdict } from "./verdict.ts";

/** Attempts that a run's record keeps. */
export const MAX_ATTEMPTS_KEPT = 20;

/** What a change of a run may set. */
export type RunPatch = Partial<
  Pick<
    RunRecord,
    | "arguments"
    | "state"
    | "outcome"
    | "failure"
    | "attempts"
    | "countedAttempts"
    | "stopRequested"
    | "terminate"
    | "killAfterMs"
    | "endedAtMs"
  >
>;

/** Number of the next attempt. */
export function nextNumber(record: RunRecord): number {
  return (record.attempts.at(-1)?.number ?? 0) + 1;
}

/** The attempt that is under way; undefined between attempts. */
export function currentAttempt(record: RunRecord): AttemptRecord | undefined {
  const last = record.attempts.at(-1);
  return last === undefined || last.endedAtMs !== undefined ? undefined : last;
}

/** Adds an attempt; those before it keep the short form of their failure, and the oldest go. */
export function withAttempt(record: RunRecord, attempt: AttemptRecord): readonly AttemptRecord[] {
  const before = record.attempts.slice(-(MAX_ATTEMPTS_KEPT - 1));
  const last = before.pop();
  if (last !== undefined) before.push(last.failure === undefined ? last : { ...last, failure: shortened(last.failure) });
  return [...before, attempt];
}

/** Changes the last attempt. */
export function withLastAttempt(record: RunRecord, patch: Partial<AttemptRecord>): readonly AttemptRecord[] {
  const last = record.attempts.at(-1);
  return last === undefined ? record.attempts : [...record.attempts.slice(0, -1), { ...last, ...patch }];
}

/** How the last attempt that counted ended; undefined when there was none. */
export function lastVerdict(record: RunRecord): Verdict | undefined {
  const last = record.attempts.findLast((attempt) => attempt.outcome !== undefined && attempt.outcome !== "interrupted");
  if (last?.outcome === undefined) return undefined;
  return { outcome: last.outcome, failure: last.failure, reported: true };
}

/** A run's record as its events keep it: without its arguments, which never change. */
export function withoutArguments(record: RunRecord): RunRecord {
  return { ...record, arguments: undefined };
}
