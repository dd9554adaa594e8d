const DEFAULT_WINDOW = 256;

/** How many requests may be delivered: a window less what was delivered and is not yet begun. */
export class Credits {
  readonly #window: number;
  #used = 0;
  #returned = 0;

  /** @param window default 256 */
  constructor(window = DEFAULT_WINDOW) {
    this.#window = window;
  }

  /** A delivery took one. */
  use(): void {
    this.#used += 1;
  }

  /**
   * Gives one back. Small change goes with the next frame; true says that so many have come together that they are worth one of
   * their own.
   */
  give(): boolean {
    if (this.#used === 0) return false;
    this.#used -= 1;
    this.#returned += 1;
    return this.#returned * 4 >= this.#window;
  }

  /** Takes those that came back since the last time, to tell the server. */
  take(): number {
    const returned = this.#returned;
    this.#returned = 0;
    return returned;
  }

  /** All that there are, for a server that forgot. */
  anew(): number {
    this.#returned = 0;
    return Math.max(0, this.#window - this.#used);
  }
}
