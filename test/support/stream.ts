import { settle } from "./fake-clock.ts";

/** Reads a stream as it comes, so that a test can look at what came without waiting. */
export class StreamReader<T> {
  readonly got: T[] = [];
  ended = false;
  error: unknown;
  readonly #stop: () => Promise<unknown>;

  constructor(stream: AsyncGenerator<T, void, void>) {
    this.#stop = () => stream.return();
    void this.#read(stream);
  }

  /** Leaves early. */
  async leave(): Promise<void> {
    await this.#stop();
    await settle();
  }

  async #read(stream: AsyncGenerator<T, void, void>): Promise<void> {
    try {
      for await (const item of stream) this.got.push(item);
    } catch (error) {
      this.error = error;
    }
    this.ended = true;
  }
}
