import { Changes, type Recorded } from "./changes.ts";
import type { Clock, Timer } from "./clock.ts";
import { LyceumError } from "./errors.ts";
import type { Change, Store, TableName, Tables } from "./store.ts";

const RETRY_MS = 250;

/** How long what may wait waits for a commit of its own. */
const WRITE_BEHIND_MS = 5;

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Writes down what the rules did, in group commits: all that was recorded in one turn of the event loop is one
 * transaction. Effects (answers to callers, deliveries) wait for the commit of what was recorded before them, so
 * nobody learns what a crash could take back.
 *
 * What may wait is kept a little later, with what cannot or by itself, so that what comes and goes meanwhile is never written. Whoever tells others
 * of it before must be sure that a crash does no harm: that it will be told of it anew.
 *
 * When the store refuses, the batch is kept and tried again; until then callers are told `store_unavailable`.
 */
export class Journal {
  readonly #store: Store;
  readonly #clock: Clock;
  #changes = new Changes();
  #effects: (() => void)[] = [];
  #waiters: Waiter[] = [];
  /** Whether what was recorded so far is to be kept at once. */
  #hurried = false;
  /** Whether what is recorded now may wait. */
  #waits = false;
  #later: Timer | undefined;
  #committing: Promise<void> | undefined;
  #failure: LyceumError | undefined;
  #batch = 0;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Number of the batch that is being recorded; what is recorded now is kept before any effect of this batch is called. */
  get batch(): number {
    return this.#batch;
  }

  /** Records a put. A later change of the same key in the same commit takes its place. */
  put<T extends TableName>(table: T, record: Tables[T], body?: Uint8Array | null): void {
    this.#changes.put(table, record, body);
    this.#schedule();
  }

  /** Records that a thing changed: what it is when the batch is committed is kept, however often it changed before. */
  putLatest<T extends TableName>(table: T, thing: Recorded<T>, body?: Uint8Array | null): void {
    this.#changes.putLatest(table, thing, body);
    this.#schedule();
  }

  /** As {@link putLatest}, of a new thing: removed before it was kept, it is never written. */
  add<T extends TableName>(table: T, thing: Recorded<T>, body?: Uint8Array): void {
    this.#changes.add(table, thing, body);
    this.#schedule();
  }

  /** Lets wait, for some milliseconds, what the work records and calls after. */
  unhurried<T>(work: () => T): T {
    const before = this.#waits;
    this.#waits = true;
    try {
      return work();
    } finally {
      this.#waits = before;
    }
  }

  /** Records a removal. */
  remove(table: TableName, key: string | number): void {
    this.#changes.remove(table, key);
    this.#schedule();
  }

  /** Calls once all that was recorded so far is kept; in the order of the calls to this. */
  afterCommit(effect: () => void): void {
    this.#effects.push(effect);
    this.#schedule();
  }

  /**
   * Resolves once all that was recorded so far is kept.
   * @throws LyceumError store_unavailable when the store refuses; what was recorded may be kept later.
   */
  settled(): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#changes.empty && this.#effects.length === 0 && this.#committing === undefined) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#hurry();
    });
  }

  /**
   * Says whether new work may be taken.
   * @throws LyceumError store_unavailable while the store refuses.
   */
  assertWritable(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  #schedule(): void {
    if (this.#waits && !this.#hurried) this.#later ??= this.#clock.after(WRITE_BEHIND_MS, () => this.#hurry());
    else this.#hurry();
  }

  #hurry(): void {
    if (this.#hurried) return;
    this.#hurried = true;
    // A commit that is under way goes on with what came meanwhile.
    if (this.#committing !== undefined) return;
    setImmediate(() => {
      // An effect that throws is a bug that leaves others untold: the process ends, and the store tells the next one.
      this.#committing = this.#commitAll().catch((bug: unknown) => {
        queueMicrotask(() => {
          throw bug;
        });
      });
    });
  }

  async #commitAll(): Promise<void> {
    while (this.#hurried) {
      this.#hurried = false;
      this.#later?.cancel();
      this.#later = undefined;
      const changes = this.#changes.all();
      const effects = this.#effects;
      const waiters = this.#waiters;
      this.#changes = new Changes();
      this.#effects = [];
      this.#waiters = [];
      this.#batch += 1;
      await this.#keep(changes, waiters);
      for (const effect of effects) effect();
      for (const waiter of waiters) waiter.resolve();
    }
    this.#committing = undefined;
  }

  async #keep(changes: readonly Change[], waiters: Waiter[]): Promise<void> {
    while (changes.length > 0) {
      try {
        await this.#store.commit(changes);
        this.#failure = undefined;
        return;
      } catch (cause) {
        this.#failure = new LyceumError(
          "store_unavailable",
          `the store takes no writes (${text(cause)}): try again shortly, with the same id`,
          { retryDelayMs: RETRY_MS, cause },
        );
        for (const waiter of [...waiters.splice(0), ...this.#waiters.splice(0)]) waiter.reject(this.#failure);
        await new Promise<void>((resolve) => this.#clock.after(RETRY_MS, resolve));
      }
    }
  }
}

function text(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
