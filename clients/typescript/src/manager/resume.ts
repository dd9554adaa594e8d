import { backoffMs, pause } from "../backoff.ts";
import { UnauthenticatedError } from "../errors.ts";
import { mayDoBetter } from "../retry.ts";

const BACKOFF = { initialMs: 50, maxMs: 2_000 };

/**
 * Reads a stream that can be asked for again: one that is cut, or ends before it was complete, is asked for again, as long as the server
 * comes back in time.
 * @param open asks for the stream, from where it was cut
 * @param complete whether the stream has told all
 * @throws what the stream fails with for good; UnavailableError when the server stays away for `unreachableMs`; the signal's reason.
 */
export async function* resumed<T>(
  open: () => AsyncIterable<T>,
  complete: () => boolean,
  { unreachableMs, signal }: { readonly unreachableMs: number; readonly signal: AbortSignal | undefined },
): AsyncGenerator<T, void, undefined> {
  let awaySinceMs: number | undefined;
  for (let repeat = 0; ; repeat++) {
    let heard = false;
    try {
      for await (const message of open()) {
        repeat = 0;
        heard = true;
        awaySinceMs = undefined;
        yield message;
      }
      if (complete()) return;
    } catch (error) {
      signal?.throwIfAborted();
      // A stream that ended with its credential may be opened again with a fresh one.
      const renewable = heard && error instanceof UnauthenticatedError && error.reason === "TOKEN_EXPIRED";
      if (!renewable && !mayDoBetter(error)) throw error;
      awaySinceMs ??= performance.now();
      if (performance.now() - awaySinceMs > unreachableMs) throw error;
    }
    await pause(backoffMs(repeat, BACKOFF), signal);
  }
}
