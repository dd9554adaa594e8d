package io.lyceum.internal.exchange;

import io.lyceum.errors.LyceumException;
import io.lyceum.v1.FailedItem;
import io.lyceum.v1.ItemError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Items of a session: those that wait, and those that were written and are not confirmed, which are kept to be sent again. */
final class Outbox {
  private final Deque<Entry> sends = new ArrayDeque<>();
  private final Deque<Entry> finishing = new ArrayDeque<>();
  private Deque<Entry> again = new ArrayDeque<>();
  private Deque<Entry> sent = new ArrayDeque<>();
  private long sequence;

  /** Whether something waits to be written. */
  boolean waits(boolean sendsToo) {
    return !again.isEmpty() || !finishing.isEmpty() || (sendsToo && !sends.isEmpty());
  }

  /** Whether all was written and confirmed. */
  boolean isEmpty() {
    return sent.isEmpty() && !waits(true);
  }

  void add(Entry entry) {
    (entry.finishes() ? finishing : sends).add(entry);
  }

  /**
   * Takes the next item to write, unless it is too large: first those that a cut stream may have lost, then what finishes work, then messages.
   *
   * @param sendsToo whether new messages may go, too
   */
  Entry next(boolean sendsToo, long maxBytes) {
    Deque<Entry> queue = !again.isEmpty() ? again : !finishing.isEmpty() || !sendsToo ? finishing : sends;
    Entry entry = queue.peek();
    if (entry == null || entry.bytes > maxBytes) return null;
    queue.remove();
    if (entry.sequence == 0) entry.sequence = ++sequence;
    sent.add(entry);
    return entry;
  }

  /** Takes note that items up to a sequence were taken, but for those that failed; calls for each, in order. */
  void confirm(long through, List<FailedItem> failed, BiConsumer<Entry, LyceumException> done) {
    Map<Long, ItemError> errors = new HashMap<>();
    for (FailedItem item : failed) errors.put(item.getSequence(), item.getError());
    // Those that wait to be written again may have been taken, too: a grant tells.
    for (Deque<Entry> queue : List.of(sent, again)) {
      for (Entry entry = queue.peek(); entry != null && entry.sequence <= through; entry = queue.peek()) {
        queue.remove();
        ItemError error = errors.get(entry.sequence);
        done.accept(entry, error == null ? null : ItemErrors.of(error));
      }
    }
  }

  /** The session goes on, on a new stream: what was not confirmed is written again, as it was. */
  void rewind() {
    Deque<Entry> unwritten = again;
    again = sent;
    sent = new ArrayDeque<>();
    again.addAll(unwritten);
  }

  /** A new session begins: messages go with new numbers, and settlements of the old session's deliveries are void. */
  void restart() {
    rewind();
    List<Entry> entries = drain(List.of(again, finishing, sends));
    sequence = 0;
    for (Entry entry : entries) {
      if (entry.send == null) continue;
      entry.sequence = 0;
      sends.add(entry);
    }
  }

  /** Gives up all that waits or is not confirmed. */
  List<Entry> abandon() {
    return drain(List.of(sent, again, finishing, sends));
  }

  private static List<Entry> drain(List<Deque<Entry>> queues) {
    List<Entry> entries = new ArrayList<>();
    for (Deque<Entry> queue : queues) {
      entries.addAll(queue);
      queue.clear();
    }
    return entries;
  }
}
