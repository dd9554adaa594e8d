import type { Clock } from "../core/clock.ts";
import type { Sink } from "../exchange/session.ts";

/** Wakes the one who waits; rung before the wait, the wait ends at once. Dispose of it when nobody waits any more. */
export class Bell implements Sink, Disposable {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  #rung = false;
  #wake: (() => void) | undefined;

  /** @param signal ends every wait. */
  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
    signal.addEventListener("abort", this.#onAbort);
  }

  [Symbol.dispose](): void {
    this.#signal.removeEventListener("abort", this.#onAbort);
  }

  wake(): void {
    this.#rung = true;
    this.#wake?.();
  }

  linger(): void {
    this.wake();
  }

  /** Waits until it is rung or the signal aborts; false after a time in milliseconds without. */
  async rung(limitMs: number): Promise<boolean> {
    if (!this.#rung && !this.#signal.aborted) await this.#sleep(limitMs);
    const rung = this.#rung || this.#signal.aborted;
    this.#rung = false;
    return rung;
  }

  async #sleep(limitMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const timer = this.#clock.after(limitMs, resolve);
    await promise;
    this.#wake = undefined;
    timer.cancel();
  }

  readonly #onAbort = () => this.#wake?.();
}
