/** Something that happens within an agent: whoever sets it wakes its handlers and waiters. A set while a handler runs is not lost. */
export class AgentEvent {
  #set = false;
  #waiters: (() => void)[] = [];

  /** Whether it happened and was not taken note of. */
  get isSet(): boolean {
    return this.#set;
  }

  /** Says that it happened. */
  set(): void {
    this.#set = true;
    for (const wake of this.#waiters.splice(0)) wake();
  }

  /** Takes note of it. */
  clear(): void {
    this.#set = false;
  }

  /**
   * Resolves once it is set; at once when it is.
   * @throws the signal's reason when it is aborted first.
   */
  async wait(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#set) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const abort = (): void => reject(signal?.reason);
    this.#waiters.push(resolve);
    signal?.addEventListener("abort", abort, { once: true });
    try {
      await promise;
    } finally {
      signal?.removeEventListener("abort", abort);
      this.#waiters = this.#waiters.filter((waiter) => waiter !== resolve);
    }
  }
}
