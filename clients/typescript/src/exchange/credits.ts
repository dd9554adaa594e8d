import type { Hosting } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";

const DEFAULT_WINDOW = 256;

/** How many requests may be delivered: a window less what was delivered and is not yet begun; and what a host says of them. */
export class Credits {
  #window: number;
  #used = 0;
  #returned = 0;
  #hosting: Hosting | undefined;
  #untold: Hosting | undefined;

  /** @param window default 256; 0 means none until there is a host. */
  constructor(window = DEFAULT_WINDOW) {
    this.#window = window;
  }

  /** Opens the window; requests for actions that are not redeliverable count as begun once they are delivered. */
  host(redeliverable: readonly string[]): void {
    this.#window = DEFAULT_WINDOW;
    this.#hosting = { $typeName: "lyceum.v1.Hosting", redeliverable: [...redeliverable] };
    this.#untold = this.#hosting;
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

  /** Takes what the server is to know of its host before it gets the credits that follow. */
  takeHosting(): Hosting | undefined {
    const untold = this.#untold;
    if (untold !== undefined) this.#returned = this.#all;
    this.#untold = undefined;
    return untold;
  }

  /** Takes those that came back since the last time, to tell the server. */
  take(): number {
    const returned = this.#returned;
    this.#returned = 0;
    return returned;
  }

  /** All that there are, for a server that forgot; none yet for a host's, which go with what it says. */
  anew(): number {
    this.#returned = 0;
    this.#untold = this.#hosting;
    return this.#hosting === undefined ? this.#all : 0;
  }

  get #all(): number {
    return Math.max(0, this.#window - this.#used);
  }
}
