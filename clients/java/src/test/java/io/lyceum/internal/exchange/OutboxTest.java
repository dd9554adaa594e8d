package io.lyceum.internal.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lyceum.v1.Envelope;
import io.lyceum.v1.FailedItem;
import io.lyceum.v1.ItemError;
import io.lyceum.v1.MessageKind;
import io.lyceum.v1.Reason;
import io.lyceum.v1.Settlement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private final Outbox outbox = new Outbox();
  private final List<String> told = new ArrayList<>();

  @Test
  void repeatsWhatWasNotConfirmedWithItsOldSequences() {
    send("a");
    send("b");
    assertEquals(List.of("1 a", "2 b"), written());
    outbox.rewind();
    send("c");
    assertEquals(List.of("1 a", "2 b", "3 c"), written());
    outbox.rewind();
    confirm(2);
    assertEquals(List.of("3 c"), written());
    confirm(3);
    assertTrue(outbox.isEmpty());
    assertEquals(List.of("a", "b", "c"), told);
  }

  @Test
  void keepsTheOrderWhenItIsCutWhileItRepeats() {
    send("a");
    send("b");
    send("c");
    written();
    outbox.rewind();
    assertEquals(1, outbox.next(true, Long.MAX_VALUE).sequence);
    outbox.rewind();
    assertEquals(List.of("1 a", "2 b", "3 c"), written());
  }

  @Test
  void numbersMessagesAnewInANewSessionAndDropsSettlements() {
    send("a");
    outbox.add(Entry.settle(new Held(7, 1, Envelope.getDefaultInstance()), Settlement.getDefaultInstance(), null));
    written();
    send("b");
    outbox.restart();
    assertEquals(List.of("1 a", "2 b"), written());
  }

  @Test
  void finishesWhatWasBegunEvenWhenNothingNewMayGo() {
    send("new");
    outbox.add(Entry.send(Envelope.newBuilder().setId("part").setKind(MessageKind.MESSAGE_KIND_PART).build(), null));
    assertEquals("part", outbox.next(false, Long.MAX_VALUE).send.getId());
    assertNull(outbox.next(false, Long.MAX_VALUE));
    assertFalse(outbox.waits(false));
    assertTrue(outbox.waits(true));
  }

  @Test
  void leavesWhatDoesNotFit() {
    send("a");
    assertNull(outbox.next(true, 10));
    assertEquals(1, outbox.next(true, 1_000).sequence);
  }

  @Test
  void tellsWhatWasRefused() {
    send("a");
    send("b");
    written();
    ItemError error = ItemError.newBuilder().setReason(Reason.REASON_MAILBOX_FULL).setMessage("full").build();
    outbox.confirm(2, List.of(FailedItem.newBuilder().setSequence(2).setError(error).build()), (entry, why) -> entry.taken.told(why));
    assertEquals(List.of("a", "b MAILBOX_FULL"), told);
  }

  private void send(String id) {
    Taken taken = error -> told.add(error == null ? id : id + " " + error.reason());
    outbox.add(Entry.send(Envelope.newBuilder().setId(id).setKind(MessageKind.MESSAGE_KIND_ACTION).build(), taken));
  }

  private void confirm(long through) {
    outbox.confirm(through, List.of(), (entry, error) -> entry.taken.told(error));
  }

  private List<String> written() {
    List<String> written = new ArrayList<>();
    for (Entry entry = outbox.next(true, Long.MAX_VALUE); entry != null; entry = outbox.next(true, Long.MAX_VALUE)) {
      if (entry.send != null) written.add(entry.sequence + " " + entry.send.getId());
    }
    return written;
  }
}
