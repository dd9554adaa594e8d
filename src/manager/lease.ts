import type { Clock, Timer } from "../core/clock.ts";

/** The time within which a manager's owner must be heard. It starts whole, also after a restart of the server. */
export class Lease {
  readonly #clock: Clock;
  readonly #leaseMs: number;
  readonly #onLapse: () => void;
  #timer: Timer | undefined;

  constructor(clock: Clock, leaseMs: number, onLapse: () => void) {
    this.#clock = clock;
    this.#leaseMs = leaseMs;
    this.#onLapse = onLapse;
  }

  /** Whether its time has passed, or it was ended. */
  get lapsed(): boolean {
    return this.#timer === undefined;
  }

  /** Starts its time anew. */
  renew(): void {
    this.#timer?.cancel();
    this.#timer = this.#clock.after(this.#leaseMs, () => {
      this.#timer = undefined;
      this.#onLapse();
    });
  }

  /** Ends it. */
  end(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
