/** Watches for silence. A process that was itself busy for long is not mistaken for a silent peer. */
export class Pulse {
  readonly #silenceMs: number;
  readonly #silent: () => void;
  #timer: NodeJS.Timeout | undefined;
  #heardAtMs = 0;
  #checkedAtMs = 0;

  /** @param silent called when nothing was heard for `silenceMs`. */
  constructor(silenceMs: number, silent: () => void) {
    this.#silenceMs = silenceMs;
    this.#silent = silent;
  }

  start(): void {
    this.stop();
    this.beat();
    this.#checkedAtMs = this.#heardAtMs;
    this.#timer = setInterval(() => this.#check(), this.#silenceMs / 4).unref();
  }

  /** Something was heard. */
  beat(): void {
    this.#heardAtMs = performance.now();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #check(): void {
    const nowMs = performance.now();
    const late = nowMs - this.#checkedAtMs > this.#silenceMs / 2;
    this.#checkedAtMs = nowMs;
    if (!late && nowMs - this.#heardAtMs >= this.#silenceMs) this.#silent();
  }
}
