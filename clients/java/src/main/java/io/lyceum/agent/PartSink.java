package io.lyceum.agent;

/** Takes the partial results of an action. */
public interface PartSink {
  /**
   * Sends a partial result. Waits while its reader is behind.
   *
   * @throws io.lyceum.errors.SerializationException when it cannot be sent
   * @throws io.lyceum.errors.LyceumException when the exchange refuses it for good
   * @throws InterruptedException when the action is cancelled
   */
  void send(Object part) throws InterruptedException;
}
