package io.lyceum.internal;

import io.grpc.Status;
import io.lyceum.errors.ErrorDetails;
import io.lyceum.errors.LyceumException;

/** Waits of a thread, which its interruption ends. */
public final class Pause {
  private Pause() {}

  /**
   * Waits.
   *
   * @throws LyceumException CANCELLED when the thread is interrupted, which it stays
   */
  public static void of(long delayMs) {
    try {
      Thread.sleep(delayMs);
    } catch (InterruptedException error) {
      throw interrupted(error);
    }
  }

  /** What a wait throws whose thread was interrupted; the thread stays so. */
  public static LyceumException interrupted(InterruptedException error) {
    Thread.currentThread().interrupt();
    return new LyceumException("the thread that waited was interrupted", ErrorDetails.ofCode(Status.Code.CANCELLED).withCause(error));
  }
}
