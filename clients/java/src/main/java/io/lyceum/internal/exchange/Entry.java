package io.lyceum.internal.exchange;

import io.lyceum.v1.Envelope;
import io.lyceum.v1.MessageKind;
import io.lyceum.v1.SessionItem;
import io.lyceum.v1.Settlement;

/** What a session does, on its way to the exchange: it sends a message, or settles a delivery. */
final class Entry {
  // About what the envelope round a body takes.
  private static final int HEADER_BYTES = 192;

  final Envelope send;
  final Settlement settle;

  /** The delivery that it settles for good; null when it does not. */
  final Held closes;

  final Taken taken;

  /** About how many bytes it takes in a frame. */
  final int bytes;

  /** 0 until it is first written; then it is never changed within its session. */
  long sequence;

  private Entry(Envelope send, Settlement settle, Held closes, Taken taken, int bytes) {
    this.send = send;
    this.settle = settle;
    this.closes = closes;
    this.taken = taken;
    this.bytes = bytes;
  }

  static Entry send(Envelope envelope, Taken taken) {
    return new Entry(envelope, null, null, taken, envelope.getBody().size() + HEADER_BYTES);
  }

  static Entry settle(Held held, Settlement settle, Taken taken) {
    return new Entry(null, settle, held.closed ? held : null, taken, settle.getAnswer().getBody().size() + HEADER_BYTES);
  }

  /** The same, not yet written. */
  Entry again() {
    return new Entry(send, settle, closes, taken, bytes);
  }

  /** Whether it brings to an end what was begun, so that a server which is to stop gets it, too: settlements, and parts with what paces them. */
  boolean finishes() {
    if (send == null) return true;
    boolean paces = send.getKind() == MessageKind.MESSAGE_KIND_PING && send.getLabel().equals(Messenger.PARTS_LABEL);
    return paces || send.getKind() == MessageKind.MESSAGE_KIND_PART;
  }

  SessionItem toItem() {
    SessionItem.Builder item = SessionItem.newBuilder().setSequence(sequence);
    return (send == null ? item.setSettle(settle) : item.setSend(send)).build();
  }
}
