package io.lyceum.internal.exchange;

import io.lyceum.v1.Delivery;
import io.lyceum.v1.MessageKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The deliveries that a session holds, by their sequence. */
final class Holdings {
  /** A delivery that was taken, and what was held of an earlier attempt, which is void then. */
  record Taking(Held held, Held before) {}

  private final Map<Long, Held> held = new LinkedHashMap<>();

  Set<Long> sequences() {
    return held.keySet();
  }

  /** Takes a delivery; null when it is held already. */
  Taking take(Delivery delivery) {
    Held before = held.get(delivery.getSequence());
    if (!delivery.hasEnvelope() || (before != null && before.attempt() >= delivery.getAttempt())) return null;
    Held taken = new Held(delivery.getSequence(), delivery.getAttempt(), delivery.getEnvelope());
    held.put(delivery.getSequence(), taken);
    return new Taking(taken, before);
  }

  /** Whether this very delivery is held. */
  boolean has(Held one) {
    return held.get(one.sequence()) == one;
  }

  /** Notes that a delivery will not come again, which is all that there is to an event; false when it was answered or became void first. */
  boolean acknowledged(Held one) {
    if (one.closed || !has(one)) return false;
    if (one.envelope().getKind() == MessageKind.MESSAGE_KIND_EVENT) drop(one);
    return true;
  }

  /** Lets go of a delivery. */
  void drop(Held one) {
    held.remove(one.sequence(), one);
  }

  /** Lets go of all. */
  List<Held> clear() {
    List<Held> all = List.copyOf(held.values());
    held.clear();
    return all;
  }
}
