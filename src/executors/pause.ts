import type { Clock } from "../core/clock.ts";

/** Waits for a time in milliseconds; an abort ends the wait, without an error. Says whether the whole time passed. */
export async function pause(clock: Clock, delayMs: number, signal: AbortSignal | undefined): Promise<boolean> {
  if (signal?.aborted) return false;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = clock.after(delayMs, () => resolve(true));
  const stop = () => resolve(false);
  signal?.addEventListener("abort", stop, { once: true });
  try {
    return await promise;
  } finally {
    timer.cancel();
    signal?.removeEventListener("abort", stop);
  }
}

/** Waits for an abort. */
export async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
}
