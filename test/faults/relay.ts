import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** What a relay does to what it carries. */
type Weather = "fair" | "blackhole" | "slow" | "half dead";

interface Link {
  readonly client: Socket;
  readonly server: Socket;
}

/** Bytes that a slow connection carries in a step of {@link SLOW_STEP_MS}. */
const SLOW_BYTES = 4_096;
const SLOW_STEP_MS = 50;

/** Carries connections to the server, and harms them when told. Its port outlives the server's process. */
export class Relay implements AsyncDisposable {
  readonly #listener: Server;
  readonly #links = new Set<Link>();
  #weather: Weather = "fair";

  private constructor(targetPort: () => number) {
    this.#listener = createServer((client) => this.#accept(client, targetPort()));
  }

  /** Listens on a free port of the loopback. */
  static async open(targetPort: () => number): Promise<Relay> {
    const relay = new Relay(targetPort);
    relay.#listener.listen(0, "127.0.0.1");
    await once(relay.#listener, "listening");
    return relay;
  }

  /** Where clients connect to. */
  get url(): string {
    return `http://127.0.0.1:${(this.#listener.address() as AddressInfo).port}`;
  }

  /** Ends all connections in order. */
  cut(): void {
    for (const { client, server } of this.#links) {
      client.destroy();
      server.destroy();
    }
  }

  /** Ends all connections by RST. */
  reset(): void {
    for (const { client, server } of this.#links) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  }

  /** Carries nothing any more, and tells nobody; new connections are taken and lead nowhere. */
  blackhole(): void {
    this.#weather = "blackhole";
    for (const { client, server } of this.#links) {
      client.pause();
      server.pause();
    }
  }

  /** Carries what clients say to the server, and nothing back. */
  halve(): void {
    this.#weather = "half dead";
  }

  /** Carries a few bytes at a time. */
  slow(): void {
    this.#weather = "slow";
  }

  /** Carries all again; connections that lost something are reset, since it never comes. */
  heal(): void {
    if (this.#weather === "blackhole" || this.#weather === "half dead") this.reset();
    this.#weather = "fair";
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.#listener.close();
    await once(this.#listener, "close");
  }

  #accept(client: Socket, port: number): void {
    const server = connect({ host: "127.0.0.1", port, noDelay: true });
    client.setNoDelay(true);
    const link = { client, server };
    this.#links.add(link);
    this.#carry(client, server, link);
    this.#carry(server, client, link);
  }

  #carry(from: Socket, to: Socket, link: Link): void {
    let trickling = false;
    from.on("data", (bytes) => {
      if (this.#weather === "blackhole" || (this.#weather === "half dead" && from === link.server)) return;
      if (this.#weather === "slow") {
        trickling = true;
        this.#trickle(to, bytes, () => {
          trickling = false;
          from.resume();
        });
        from.pause();
      } else if (!to.write(bytes)) from.pause();
    });
    // What a slow connection carries is resumed by its steps.
    to.on("drain", () => {
      if (this.#weather !== "blackhole" && !trickling) from.resume();
    });
    // Either side's end is both sides' end; why does not matter here.
    from.on("error", () => undefined);
    from.on("end", () => to.end());
    from.on("close", () => {
      to.destroy();
      this.#links.delete(link);
    });
  }

  /** Writes bytes in steps, in their order. */
  #trickle(to: Socket, bytes: Buffer, done: () => void, start = 0): void {
    if (to.destroyed || this.#weather === "blackhole") return;
    const end = this.#weather === "slow" ? start + SLOW_BYTES : bytes.length;
    to.write(bytes.subarray(start, end));
    if (end < bytes.length) setTimeout(() => this.#trickle(to, bytes, done, end), SLOW_STEP_MS);
    else setTimeout(done, SLOW_STEP_MS);
  }
}
