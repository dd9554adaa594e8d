import type { Clock } from "../core/clock.ts";
import type { Sink } from "../exchange/session.ts";

/** Wakes the one who waits; rung before the wait, the wait ends at once. Dispose of it when nobody waits any more. */
export class Bell implements Sink, Disposable {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  #rung = false;
  #wake: (() => void) | undefined;

  /** @param signal ends every wait, with its reason. */
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

  /**
   * Waits until it is rung; false after a time in milliseconds without.
   * @throws the signal's reason once it aborts.
   */
  async rung(limitMs: number): Promise<boolean> {
    this.#signal.throwIfAborted();
    if (!this.#rung) await this.#sleep(limitMs);
    this.#signal.throwIfAborted();
    const rung = this.#rung;
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
