import type { Clock } from "../core/clock.ts";
import { LyceumError } from "../core/errors.ts";
import type { Journal } from "../core/journal.ts";
import type { Limits } from "../core/limits.ts";
import type { RunEventRecord } from "../core/run.ts";

/** Digits of a revision in an event's key, so that keys sort as revisions do. */
const REVISION_DIGITS = 16;

/** Events that one sweep drops at most. */
const SWEEP_STEP = 1_000;

/** What {@link Feed} is made of. */
export interface FeedOptions {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly limits: Limits;
}

/**
 * The latest changes of a manager, by revision, without gaps. All its readers read this one list, each from a place
 * of its own, so that a slow reader costs nothing; it may read what is kept by the store and no more.
 */
export class Feed {
  readonly #options: FeedOptions;
  // Revisions follow each other, so that an event's place is its revision less the first one's.
  #events: RunEventRecord[] = [];
  #head = 0;
  #told = 0;
  #waiters = new Set<() => void>();

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  /** The latest revision that readers may know of. */
  get told(): number {
    return this.#told;
  }

  /** Takes over what a server before this one kept, in the order of the revisions. */
  load(events: readonly RunEventRecord[], revision: number): void {
    // A gap, as a store that lost records leaves, would shift all that follows: what is before it goes.
    let start = 0;
    for (let index = 1; index < events.length; index += 1) if (events[index]!.revision !== events[index - 1]!.revision + 1) start = index;
    this.#events = events.at(-1)?.revision === revision ? events.slice(start) : [];
    this.#told = revision;
  }

  /** Adds a change; readers get it once it is kept. */
  add(event: Omit<RunEventRecord, "key" | "atMs">): void {
    const { journal, clock, limits } = this.#options;
    const record: RunEventRecord = {
      ...event,
      key: `${event.manager}/${String(event.revision).padStart(REVISION_DIGITS, "0")}`,
      atMs: clock.now(),
    };
    this.#events.push(record);
    journal.put("events", record);
    while (this.#events.length - this.#head > limits.maxEvents) this.#dropFirst();
  }

  /** Lets readers know of changes up to a revision. */
  tell(revision: number): void {
    this.#told = Math.max(this.#told, revision);
    const waiters = this.#waiters;
    if (waiters.size === 0) return;
    this.#waiters = new Set();
    for (const wake of waiters) wake();
  }

  /**
   * The change after a revision; undefined when there is none yet.
   * @throws LyceumError cursor_expired when changes after the revision are kept no more, or it never was.
   */
  after(revision: number): RunEventRecord | undefined {
    if (revision === this.#told) return undefined;
    const first = this.#events[this.#head]?.revision ?? this.#told + 1;
    if (revision > this.#told || revision + 1 < first) throw this.#expired(revision);
    return this.#events[this.#head + revision + 1 - first];
  }

  /** Resolves when there is more than a reader has seen, or the signal aborts; the reader then looks again. */
  changed(seen: number, signal: AbortSignal): Promise<void> {
    if (this.#told > seen || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiters.delete(wake);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      this.#waiters.add(wake);
      signal.addEventListener("abort", wake, { once: true });
    });
  }

  /** Drops events that are older than this, a bounded number. */
  sweep(keepMs: number): void {
    const oldestMs = this.#options.clock.now() - keepMs;
    for (let step = 0; step < SWEEP_STEP; step += 1) {
      const first = this.#events[this.#head];
      if (first === undefined || first.atMs >= oldestMs || first.revision > this.#told) return;
      this.#dropFirst();
    }
  }

  /** Drops up to that many events; says whether none is left. */
  clear(most: number): boolean {
    for (let step = 0; step < most && this.#head < this.#events.length; step += 1) this.#dropFirst();
    return this.#head === this.#events.length;
  }

  #dropFirst(): void {
    const first = this.#events[this.#head];
    if (first === undefined) return;
    this.#options.journal.remove("events", first.key);
    this.#head += 1;
    if (this.#head < 1_024 || this.#head * 2 < this.#events.length) return;
    this.#events = this.#events.slice(this.#head);
    this.#head = 0;
  }

  #expired(revision: number): LyceumError {
    return new LyceumError("cursor_expired", `changes after revision ${revision} are not kept: watch without a revision for a snapshot`, {
      facts: { revision: String(this.#told) },
    });
  }
}
