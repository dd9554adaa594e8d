import type { Clock, Timer } from "../core/clock.ts";

/** A signal that also aborts when its time is over. */
export class Patience implements Disposable {
  readonly signal: AbortSignal;
  readonly #timer: Timer | undefined;

  /** @param limit what aborts it beside `signal`: the time and the reason; absent means nothing. */
  constructor(clock: Clock, signal: AbortSignal, limit: { readonly timeoutMs: number; readonly reason: () => unknown } | undefined) {
    if (limit === undefined) {
      this.signal = signal;
      return;
    }
    const controller = new AbortController();
    this.#timer = clock.after(limit.timeoutMs, () => controller.abort(limit.reason()));
    this.signal = AbortSignal.any([signal, controller.signal]);
  }

  [Symbol.dispose](): void {
    this.#timer?.cancel();
  }
}
