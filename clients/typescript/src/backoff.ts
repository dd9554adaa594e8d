/** Waits between tries: each twice the one before up to a maximum, and jittered so that many clients do not come back at once. */
export interface BackoffOptions {
  /** First wait, in milliseconds. */
  readonly initialMs: number;
  /** Longest wait, in milliseconds. */
  readonly maxMs: number;
}

/** The wait before a try, from 0 for the first repeat: between half and all of `initialMs * 2^repeat`. */
export function backoffMs(repeat: number, { initialMs, maxMs }: BackoffOptions): number {
  const full = Math.min(maxMs, initialMs * 2 ** Math.min(repeat, 30));
  return full / 2 + Math.random() * (full / 2);
}

/**
 * Waits.
 * @throws the signal's reason when it is aborted first.
 */
export function pause(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, delayMs);
    signal?.addEventListener("abort", abort, { once: true });
  });
}

/** Waits for a promise, but no longer than the limit; false when that passed first. */
export async function within(promise: Promise<unknown>, limitMs: number): Promise<boolean> {
  const over = new AbortController();
  const limit = pause(limitMs, over.signal).then(
    () => false,
    () => true,
  );
  const inTime = await Promise.race([promise.then(() => true), limit]);
  over.abort();
  return inTime;
}
