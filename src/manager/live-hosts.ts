import type { Verdict } from "./verdict.ts";

/** A host that is not gone yet. */
export interface LiveHost {
  /** Kills it; its attempt ends by the verdict unless it is over. */
  kill(verdict: Verdict): void;
}

/** The hosts that are not gone yet, under one manager or all. */
export class LiveHosts {
  readonly #whole: LiveHosts | undefined;
  readonly #onGone: () => void;
  readonly #hosts = new Set<LiveHost>();

  /**
   * @param onGone calls after each host that is gone.
   * @param whole counts them too.
   */
  constructor(onGone: () => void, whole?: LiveHosts) {
    this.#onGone = onGone;
    this.#whole = whole;
  }

  get count(): number {
    return this.#hosts.size;
  }

  /** They as they are now. */
  get all(): readonly LiveHost[] {
    return [...this.#hosts];
  }

  came(host: LiveHost): void {
    this.#hosts.add(host);
    this.#whole?.came(host);
  }

  gone(host: LiveHost): void {
    this.#hosts.delete(host);
    this.#onGone();
    this.#whole?.gone(host);
  }
}
