/** Hands messages from who writes by call to who reads by iteration. */
export class Inbox<T> {
  readonly #maxWaiting: number;
  readonly #onDrained: () => void;
  #waiting: T[] = [];
  #ended = false;
  #full = false;
  #wake: (() => void) | undefined;

  /** @param onDrained called when there is room again after a `put` that returned false. */
  constructor(maxWaiting: number, onDrained: () => void) {
    this.#maxWaiting = maxWaiting;
    this.#onDrained = onDrained;
  }

  /** Adds a message; false means that the reader is behind. */
  put(message: T): boolean {
    this.#waiting.push(message);
    this.#wake?.();
    this.#full = this.#waiting.length >= this.#maxWaiting;
    return !this.#full;
  }

  /** Says that no more messages come. */
  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  /** Reads all messages; once the signal aborts, throws its reason. */
  async *read(signal: AbortSignal): AsyncGenerator<T, void, undefined> {
    const onAbort = () => this.#wake?.();
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      while (true) {
        signal.throwIfAborted();
        const batch = this.#waiting;
        this.#waiting = [];
        this.#roomAgain();
        for (const message of batch) yield message;
        if (this.#waiting.length > 0) continue;
        if (this.#ended) return;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
          if (signal.aborted) resolve();
        });
        this.#wake = undefined;
      }
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  #roomAgain(): void {
    if (!this.#full) return;
    this.#full = false;
    this.#onDrained();
  }
}
