import type { LyceumError } from "../../src/core/errors.ts";

/** How a promise ended, as far as it did. */
export interface Watched<T> {
  value?: T;
  error?: LyceumError;
}

/** Looks at a promise without waiting for it. */
export function watch<T>(promise: Promise<T>): Watched<T> {
  const seen: Watched<T> = {};
  promise.then(
    (value) => {
      seen.value = value;
    },
    (error: LyceumError) => {
      seen.error = error;
    },
  );
  return seen;
}
