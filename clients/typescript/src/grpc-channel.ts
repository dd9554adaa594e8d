import { type Client, connectivityState } from "@grpc/grpc-js";

const { CONNECTING, IDLE, READY, SHUTDOWN } = connectivityState;

/**
 * A client of grpc-js that is replaced when its connection does not come about. grpc-js (1.14) waits for ever for a server, or something on the
 * way, that takes the connection and never greets; its calls then wait for ever, too.
 */
export class GrpcChannel {
  readonly #make: () => Client;
  readonly #greetingMs: number;
  #client: Client;
  #watch: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param greetingMs how long a connection may take, in milliseconds; twice that at most. */
  constructor(make: () => Client, greetingMs: number) {
    this.#make = make;
    this.#greetingMs = greetingMs;
    this.#client = make();
  }

  /** The client to make a call with, now. */
  get client(): Client {
    if (this.#watch === undefined && !this.#closed) this.#watchConnection();
    return this.#client;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#watch);
    this.#client.close();
  }

  #watchConnection(): void {
    const channel = this.#client.getChannel();
    const before = channel.getConnectivityState(false);
    if (before === READY || before === SHUTDOWN) return;
    let changed = false;
    channel.watchConnectivityState(before, Number.POSITIVE_INFINITY, () => {
      changed = true;
    });
    this.#watch = setTimeout(() => {
      this.#watch = undefined;
      if (before === CONNECTING && !changed) this.#replace();
      else if (channel.getConnectivityState(false) !== IDLE) this.#watchConnection();
    }, this.#greetingMs).unref();
  }

  /** What waits on the old one fails as unavailable, and is made again by whoever may. */
  #replace(): void {
    const old = this.#client;
    this.#client = this.#make();
    old.close();
  }
}
