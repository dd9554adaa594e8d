/** How many hosts are not gone yet, under one manager or all. */
export class HostCount {
  readonly #whole: HostCount | undefined;
  readonly #onGone: () => void;
  #count = 0;

  /**
   * @param onGone calls after each host that is gone.
   * @param whole counts them too.
   */
  constructor(onGone: () => void, whole?: HostCount) {
    this.#onGone = onGone;
    this.#whole = whole;
  }

  get count(): number {
    return this.#count;
  }

  came(): void {
    this.#count += 1;
    this.#whole?.came();
  }

  gone(): void {
    this.#count -= 1;
    this.#onGone();
    this.#whole?.gone();
  }
}
