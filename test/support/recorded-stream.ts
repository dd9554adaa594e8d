import type { ServiceError } from "@grpc/grpc-js";
import type { Untyped } from "./proto-client.ts";
import type { SeenReasons } from "./seen-reasons.ts";
import type { StatusDetails } from "./status.ts";

/** A stream of an untyped client: keeps what came, and notes the reasons in it. */
export class RecordedStream {
  readonly messages: Untyped[] = [];
  /** Why it ended, once it has; undefined too where it ended well or was cut. */
  refusal: StatusDetails | undefined;
  ended = false;
  readonly #stream: Untyped;
  #changed = Promise.withResolvers<void>();

  constructor(stream: Untyped, rpc: string, seen: SeenReasons) {
    this.#stream = stream;
    stream.on("data", (message: Untyped) => {
      this.messages.push(message);
      seen.noteAnswer(rpc, message);
      this.#change();
    });
    stream.on("error", (error: ServiceError) => {
      this.refusal = seen.noteStatus(rpc, error);
    });
    stream.on("status", () => {
      // The error event comes in the same turn, before or after this.
      setImmediate(() => {
        this.ended = true;
        this.#change();
      });
    });
  }

  /** Session events of a Connect stream. */
  get events(): Untyped[] {
    return this.messages.flatMap(({ events }) => events);
  }

  write(frame: object): void {
    this.#stream.write(frame);
  }

  /** Ends the client's side. */
  end(): void {
    this.#stream.end();
  }

  cancel(): void {
    this.#stream.cancel();
  }

  /** Resolves with what is looked for, once it is there; fails when the stream ends without it. */
  async until<T>(find: (stream: RecordedStream) => T | undefined): Promise<T> {
    for (;;) {
      const found = find(this);
      if (found !== undefined) return found;
      if (this.ended) throw new Error(`the stream ended first: ${this.refusal?.reason ?? "well"}`);
      await this.#changed.promise;
    }
  }

  /** Resolves at its end, with why it was refused. */
  async over(): Promise<StatusDetails | undefined> {
    while (!this.ended) await this.#changed.promise;
    return this.refusal;
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
