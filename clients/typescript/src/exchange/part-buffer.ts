import type { Envelope } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { StreamBrokenError } from "../errors.ts";
import type { Encoded } from "../payload.ts";
import { Deque } from "./deque.ts";

/** Parts that may wait here for their reader while more are asked for. The sender itself stops at 64 that it was not told of. */
const LOW = 32;

/** The parts of a streamed result between the connection and the loop that reads them. */
export class PartBuffer {
  readonly #parts = new Deque<Encoded>();
  #attempt = 0;
  #next = 0;
  #handedOut = 0;
  #end: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;
  #low: (() => void)[] = [];

  /** What is wrong with the parts so far, when an attempt has ended after so many. */
  missing(attempt: number, count: number): StreamBrokenError | undefined {
    if (attempt > this.#attempt && this.#restart(attempt)) return begunAgain();
    return this.#next >= count ? undefined : new StreamBrokenError(`${count - this.#next} of ${count} parts were lost on the way`);
  }

  /** Takes a part; a repeat is dropped. */
  add({ attempt, part, mediaType, body }: Envelope): void {
    if (this.#end !== undefined || attempt < this.#attempt) return;
    if (attempt > this.#attempt && this.#restart(attempt)) {
      this.fail(begunAgain());
      return;
    }
    if (part < this.#next) return;
    if (part > this.#next) {
      this.fail(new StreamBrokenError(`part ${this.#next} was lost on the way`));
      return;
    }
    this.#next += 1;
    // A copy, since the body is a slice of a whole frame.
    this.#parts.push({ mediaType, data: new Uint8Array(body) });
    this.#wake?.();
  }

  /** The next part once it is there; undefined at the end. @throws what the stream failed with. */
  async next(): Promise<Encoded | undefined> {
    for (;;) {
      const part = this.#parts.shift();
      if (part !== undefined) {
        this.#handedOut += 1;
        this.#tellLow();
        return part;
      }
      if (this.#end !== undefined) return this.#ended(this.#end.error);
      this.#tellLow();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Calls once few parts wait here. */
  whenLow(call: () => void): void {
    this.#low.push(call);
    this.#tellLow();
  }

  /** No more parts come; those that wait can still be read. */
  end(): void {
    this.#finish(undefined);
  }

  /** The stream broke: the reader is told after the parts that wait. */
  fail(error: unknown): void {
    this.#finish(error);
  }

  /** Nobody reads. */
  drop(): void {
    this.#parts.drain();
    this.#tellLow();
  }

  #ended(error: unknown): undefined {
    if (error !== undefined) throw error;
    return undefined;
  }

  /** Forgets the parts of an attempt before; true when some were read. */
  #restart(attempt: number): boolean {
    this.#attempt = attempt;
    this.#next = 0;
    this.#parts.drain();
    return this.#handedOut > 0;
  }

  #finish(error: unknown): void {
    this.#end ??= { error };
    this.#wake?.();
    for (const call of this.#low.splice(0)) call();
  }

  #tellLow(): void {
    if (this.#parts.size > LOW) return;
    for (const call of this.#low.splice(0)) call();
  }
}

function begunAgain(): StreamBrokenError {
  return new StreamBrokenError("the stream began again, on another host, after parts of it were read");
}
