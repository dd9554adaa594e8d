import type { ManagerRecord, RunRecord } from "../core/run.ts";
import type { Manager } from "./manager.ts";

/** Runs in one message of a snapshot. */
const SNAPSHOT_STEP = 100;

/** What a watcher gets; the revision is where to resume after it. */
export type WatchEvent =
  | {
      readonly revision: number;
      readonly snapshot: { readonly manager: ManagerRecord; readonly runs: readonly RunRecord[]; readonly more: boolean };
    }
  | { readonly revision: number; readonly run: RunRecord }
  | { readonly revision: number; readonly manager: ManagerRecord };

/**
 * Tells every change of a manager and its runs after a revision, without gaps or repeats; without a revision a
 * snapshot comes first. Ends when the manager is closed and all was told.
 * @param accept whether the caller may know of a run; the others are passed over.
 * @throws LyceumError cursor_expired; the signal's reason when it aborts.
 */
export async function* watchRuns(
  manager: Manager,
  afterRevision: number | undefined,
  signal: AbortSignal,
  accept: (run: RunRecord) => boolean = () => true,
): AsyncGenerator<WatchEvent, void, void> {
  const { feed } = manager;
  let seen = afterRevision ?? feed.told;
  if (afterRevision === undefined) yield* snapshot(manager, seen, accept);
  for (;;) {
    signal.throwIfAborted();
    const event = feed.after(seen);
    if (event === undefined) {
      if (manager.told?.state === "closed") return;
      await feed.changed(seen, signal);
      continue;
    }
    seen = event.revision;
    if (event.run !== undefined && !accept(event.run)) continue;
    if (event.run !== undefined) yield { revision: seen, run: event.run };
    else if (event.managerRecord !== undefined) yield { revision: seen, manager: event.managerRecord };
  }
}

// All of it is taken at once, so that it is of one revision; a reader who stops within it has nothing to resume after.
function* snapshot(manager: Manager, revision: number, accept: (run: RunRecord) => boolean): Iterable<WatchEvent> {
  const record = manager.told;
  if (record === undefined) return;
  const runs = manager.runs.all.flatMap(({ told }) => (told === undefined || !accept(told) ? [] : [told]));
  let start = 0;
  do {
    const step = runs.slice(start, start + SNAPSHOT_STEP);
    start += SNAPSHOT_STEP;
    const more = start < runs.length;
    yield { revision: more ? 0 : revision, snapshot: { manager: record, runs: step, more } };
  } while (start < runs.length);
}
