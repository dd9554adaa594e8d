package io.lyceum.internal.exchange;

import io.lyceum.errors.LyceumException;
import io.lyceum.v1.Envelope;

/** Takes what becomes of a request, on the connection's loop; exactly one of {@code answered} and {@code failed} is called, once. */
public interface PendingRequest {
  /** Whoever sent it does not care. */
  PendingRequest NOBODY =
      new PendingRequest() {
        @Override
        public void answered(Envelope answer) {}

        @Override
        public void failed(LyceumException error) {}
      };

  /** Its answer. */
  void answered(Envelope answer);

  /** It will not be answered. */
  void failed(LyceumException error);

  /** A part of its streamed result. */
  default void part(Envelope part) {}

  /** The agent wants to know when the parts so far are read. */
  default void awaited(Runnable read) {
    read.run();
  }
}
