import type { Clock } from "../core/clock.ts";
import { LyceumError } from "../core/errors.ts";
import type { Journal } from "../core/journal.ts";
import type { RepeatRecord } from "../core/store.ts";
import { Expiry } from "./expiry.ts";

class Noted {
  readonly digest: string;
  slot: number | undefined;
  readonly key: string;

  constructor(key: string, digest: string) {
    this.key = key;
    this.digest = digest;
  }
}

/** Ids of messages that came by `Send`, so that a repeat is one message. */
export class SendRepeats {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #keepMs: number;
  readonly #noted = new Map<string, Noted>();
  readonly #expiry: Expiry<Noted>;

  constructor(journal: Journal, clock: Clock, keepMs: number) {
    this.#journal = journal;
    this.#clock = clock;
    this.#keepMs = keepMs;
    this.#expiry = new Expiry(clock, ({ key }) => {
      this.#noted.delete(key);
      this.#journal.remove("repeats", key);
    });
  }

  /** Takes a record of the store. */
  restore(record: RepeatRecord): void {
    this.#keep(record.key, record.digest, record.untilMs);
  }

  /**
   * Whether this very message was accepted before.
   * @throws LyceumError id_reused when another one was.
   */
  seen(key: string, digest: string): boolean {
    const noted = this.#noted.get(key);
    if (noted === undefined) return false;
    if (noted.digest === digest) return true;
    throw new LyceumError("id_reused", "the id was used for another message; choose a new one");
  }

  /** Notes a message that was accepted; it is recognised until some time after its answer is due. */
  note(key: string, digest: string, dueAtMs: number | undefined): void {
    const untilMs = (dueAtMs ?? this.#clock.now()) + this.#keepMs;
    this.#keep(key, digest, untilMs);
    this.#journal.put("repeats", { key, digest, untilMs });
  }

  /** Ends the timers. */
  stop(): void {
    this.#expiry.stop();
  }

  #keep(key: string, digest: string, untilMs: number): void {
    const noted = new Noted(key, digest);
    this.#noted.set(key, noted);
    this.#expiry.set(noted, untilMs);
  }
}
