import { ActionCancelledError } from "./errors.ts";
import type { Reply } from "./exchange/reply.ts";
import { decodeValue } from "./payload.ts";

// biome-ignore lint/suspicious/noExplicitAny: as a promise's is, so that handlers of errors may say what they expect.
type Reason = any;

/**
 * A call that was sent: await it for the result, or loop over it (`for await`) for the parts of a streamed one, and then await it for
 * what the stream returned. A call that was awaited first keeps no parts.
 */
export class ActionCall<R, P = never> implements PromiseLike<R>, AsyncIterable<P> {
  readonly #reply: Reply;

  /** @internal */
  constructor(reply: Reply) {
    this.#reply = reply;
  }

  /** As of a promise. */
  // biome-ignore lint/suspicious/noThenProperty: a call is awaited; that is its use.
  then<A = R, B = never>(
    kept?: ((value: R) => A | PromiseLike<A>) | null,
    broken?: ((reason: Reason) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#reply.ignoreParts();
    return (this.#reply.result as Promise<R>).then(kept, broken);
  }

  /** As of a promise. */
  catch<B = never>(broken?: ((reason: Reason) => B | PromiseLike<B>) | null): Promise<R | B> {
    return this.then(undefined, broken);
  }

  /** As of a promise. */
  finally(done?: (() => void) | null): Promise<R> {
    return this.then<R>().finally(done);
  }

  /**
   * The parts, in order; leaving the loop early cancels the call. It can be done once.
   * @throws StreamBrokenError when parts were lost, or the stream began again after some were read; else what the call failed with.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<P, void, undefined> {
    const parts = this.#reply.readParts();
    try {
      for (let part = await parts.next(); part !== undefined; part = await parts.next()) yield decodeValue(part) as P;
    } finally {
      this.#reply.cancel(new ActionCancelledError("the reader left before the end", { reason: "REQUEST_CANCELLED", code: "CANCELLED" }));
    }
  }
}
