import type { Clock, Timer } from "../core/clock.ts";
import { atWallTime } from "./wall-timer.ts";

/** Shortest time between two looks at all of them: one that expires soon after another is ended that much late. */
const PAUSE_MS = 1_000;

/** What may be used only as long as its token lasts. */
export interface Expiring {
  /** Wall time at which its token expires; `Infinity` means that it need not be ended any more. */
  readonly expiresAtMs: number;
  /** Ends it; its token need not be looked at any more. */
  expire(): void;
}

/** Ends what outlives its token. It has one timer for all, since a stream has sessions by the thousand, and a timer for each is most of an idle one. */
export class TokenExpiry {
  readonly #clock: Clock;
  readonly #all: () => Iterable<Expiring>;
  #timer: Timer | undefined;
  #dueAtMs = Number.POSITIVE_INFINITY;

  /** @param all those to be ended, whenever it looks at them. */
  constructor(clock: Clock, all: () => Iterable<Expiring>) {
    this.#clock = clock;
    this.#all = all;
  }

  /** Looks at all of them at a wall time, since one of them expires then. */
  watch(atMs: number): void {
    if (atMs >= this.#dueAtMs) return;
    this.#timer?.cancel();
    this.#dueAtMs = atMs;
    this.#timer = atWallTime(this.#clock, atMs, () => this.#look());
  }

  /** Ends the timer. */
  stop(): void {
    this.#timer?.cancel();
  }

  #look(): void {
    const nowMs = this.#clock.now();
    let nextMs = Number.POSITIVE_INFINITY;
    for (const each of this.#all()) {
      if (each.expiresAtMs <= nowMs) each.expire();
      else if (each.expiresAtMs < nextMs) nextMs = each.expiresAtMs;
    }
    this.#dueAtMs = Number.POSITIVE_INFINITY;
    if (nextMs < Number.POSITIVE_INFINITY) this.watch(Math.max(nextMs, nowMs + PAUSE_MS));
  }
}
