package io.lyceum;

import io.lyceum.internal.Times;
import java.time.Instant;

/**
 * A message that nobody took.
 *
 * @param id names it within its mailbox
 * @param status how its sender was answered: UNDELIVERABLE, EXPIRED
 * @param createTime when it was given up
 * @param attempts how often it was delivered
 * @param sender who sent it
 * @param action name of the action or event; empty for other requests
 * @param body its arguments
 */
public record DeadLetter(String id, String status, Instant createTime, int attempts, EntityId sender, String action, Payload body) {
  /** Reads a dead letter of the API. */
  public static DeadLetter of(io.lyceum.v1.DeadLetter letter) {
    var envelope = letter.getEnvelope();
    return new DeadLetter(
        letter.getDeadLetterId(),
        letter.getStatus().name().replace("ANSWER_STATUS_", ""),
        Times.of(letter.getCreateTime()),
        letter.getAttempts(),
        EntityId.of(envelope.getSrc()),
        envelope.getAction(),
        new Payload(envelope.getMediaType(), envelope.getBody()));
  }
}
