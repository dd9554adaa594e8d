/** Those who wait for one thing to come about. */
export class Waiters {
  #waiting: (() => void)[] = [];

  /** Whether nobody waits. */
  get empty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Resolves at the next `wake`. */
  wait(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Tells all who wait. */
  wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
