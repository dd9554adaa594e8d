import type { Clock } from "../core/clock.ts";
import type { Sink } from "../exchange/session.ts";

/** Wakes the one who waits; rung before the wait, the wait ends at once. */
export class Bell implements Sink {
  readonly #clock: Clock;
  #rung = false;
  #wake: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  wake(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /**
   * Waits until it is rung; false after a time in milliseconds without.
   * @throws the signal's reason once it aborts.
   */
  async rung(limitMs: number, signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted();
    if (!this.#rung) await this.#sleep(limitMs, signal);
    signal.throwIfAborted();
    const rung = this.#rung;
    this.#rung = false;
    return rung;
  }

  async #sleep(limitMs: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const timer = this.#clock.after(limitMs, resolve);
    signal.addEventListener("abort", () => resolve(), { once: true });
    try {
      await promise;
    } finally {
      this.#wake = undefined;
      timer.cancel();
    }
  }
}
