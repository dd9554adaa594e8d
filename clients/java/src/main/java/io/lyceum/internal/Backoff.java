package io.lyceum.internal;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Waits between tries: each twice the one before up to a maximum, and jittered so that many clients do not come back at once.
 *
 * @param initialMs first wait, in milliseconds
 * @param maxMs longest wait, in milliseconds
 */
public record Backoff(long initialMs, long maxMs) {
  /** The wait before a try, from 0 for the first repeat: between half and all of {@code initialMs * 2^repeat}. */
  public long delayMs(int repeat) {
    long full = Math.min(maxMs, initialMs << Math.min(repeat, 20));
    return full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1);
  }
}
