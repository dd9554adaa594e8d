import type { Clock } from "./clock.ts";
import { LyceumError } from "./errors.ts";
import type { Journal } from "./journal.ts";
import type { RepeatRecord } from "./store.ts";

/** What {@link Repeats} is made of. */
export interface RepeatsOptions {
  readonly journal: Journal;
  readonly clock: Clock;
  /** Keeps its keys in the store apart from those of others; without a slash. */
  readonly name: string;
  /** How long a reply is kept, in milliseconds. */
  readonly keepMs: number;
  /** Most replies kept; past it the oldest are forgotten. Default 100,000. */
  readonly maxKept?: number | undefined;
  /** Most characters of replies kept; past it the oldest are forgotten. Default 64 Mi. */
  readonly maxKeptSize?: number | undefined;
}

/** Names a call so that a repeat of it is known. */
export interface RepeatId {
  /** Who calls what: ids of other scopes are other ids. */
  readonly scope: string;
  /** Chosen by the caller. */
  readonly requestId: string;
  /** Digest of the call's content. */
  readonly digest: string;
}

const DEFAULT_MAX_KEPT = 100_000;
const DEFAULT_MAX_KEPT_SIZE = 64 * 1_048_576;
const SWEEP_STEP = 16;

/**
 * Remembers replies by request id, so that a call that is repeated is one call. A reply is kept in the transaction
 * of what it tells of; whoever asks again before the commit gets the same reply and awaits the same commit.
 */
export class Repeats {
  readonly #options: RepeatsOptions;
  readonly #maxKept: number;
  readonly #maxKeptSize: number;
  #size = 0;
  // In the order in which they expire: all are kept equally long.
  readonly #kept = new Map<string, RepeatRecord>();

  constructor(options: RepeatsOptions) {
    this.#options = options;
    this.#maxKept = options.maxKept ?? DEFAULT_MAX_KEPT;
    this.#maxKeptSize = options.maxKeptSize ?? DEFAULT_MAX_KEPT_SIZE;
  }

  /** Takes over what a server before this one kept. */
  load(records: Iterable<RepeatRecord>): void {
    const own = [...records].filter((record) => record.key.startsWith(`${this.#options.name}/`));
    for (const record of own.sort((a, b) => a.untilMs - b.untilMs)) this.#add(record);
  }

  /**
   * The reply that was given before; undefined for a new id.
   * @throws LyceumError id_reused when the id stands for a call of other content.
   */
  find(id: RepeatId): string | undefined {
    const record = this.#kept.get(this.#key(id));
    if (record === undefined || record.untilMs <= this.#options.clock.now()) return undefined;
    if (record.digest !== id.digest) {
      throw new LyceumError("id_reused", `the id ${JSON.stringify(id.requestId)} was used before with other content: choose a new id`, {
        facts: { id: id.requestId },
      });
    }
    return record.reply;
  }

  /** Keeps a reply, in the transaction under way. */
  keep(id: RepeatId, reply: string): void {
    const { clock, journal, keepMs } = this.#options;
    const record: RepeatRecord = { key: this.#key(id), digest: id.digest, reply, untilMs: clock.now() + keepMs };
    this.#drop(record.key);
    this.#add(record);
    journal.put("repeats", record);
    this.#sweep();
  }

  /**
   * Does a call once: a repeat gets the reply of the first, which must survive JSON. A call that throws is not
   * remembered. An empty request id is never a repeat.
   * @throws LyceumError id_reused
   */
  once<R>(id: RepeatId, call: () => R): R {
    if (id.requestId === "") return call();
    const before = this.find(id);
    if (before !== undefined) return JSON.parse(before) as R;
    const reply = call();
    this.keep(id, JSON.stringify(reply));
    return reply;
  }

  #key(id: RepeatId): string {
    return `${this.#options.name}/${id.scope}/${id.requestId}`;
  }

  // Each new reply sweeps a few old ones, so that a sweep is never long.
  #sweep(): void {
    const { clock, journal } = this.#options;
    let step = 0;
    for (const [key, record] of this.#kept) {
      const due = record.untilMs <= clock.now() || this.#kept.size > this.#maxKept || this.#size > this.#maxKeptSize;
      if (!due || step >= SWEEP_STEP) return;
      step += 1;
      this.#drop(key);
      journal.remove("repeats", key);
    }
  }

  #add(record: RepeatRecord): void {
    this.#kept.set(record.key, record);
    this.#size += record.reply?.length ?? 0;
  }

  #drop(key: string): void {
    this.#size -= this.#kept.get(key)?.reply?.length ?? 0;
    this.#kept.delete(key);
  }
}
