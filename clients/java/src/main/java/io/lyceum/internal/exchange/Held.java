package io.lyceum.internal.exchange;

import io.lyceum.v1.Envelope;
import io.lyceum.v1.MessageKind;

/** A delivery that a session holds until it is settled. */
public final class Held {
  private final long sequence;
  private final int attempt;
  private final Envelope envelope;
  boolean closed;

  Held(long sequence, int attempt, Envelope envelope) {
    this.sequence = sequence;
    this.attempt = attempt;
    this.envelope = envelope;
  }

  /** The mailbox's number for it. */
  public long sequence() {
    return sequence;
  }

  /** Which delivery of the message it is, from 1. */
  public int attempt() {
    return attempt;
  }

  /** The message. */
  public Envelope envelope() {
    return envelope;
  }

  /** Whether nothing more is to be said about it. */
  public boolean closed() {
    return closed;
  }

  /** Whether its delivery took a credit. */
  boolean tookCredit() {
    return envelope.getKind() == MessageKind.MESSAGE_KIND_ACTION || envelope.getKind() == MessageKind.MESSAGE_KIND_EVENT;
  }
}
