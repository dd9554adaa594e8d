package io.lyceum.internal.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import io.lyceum.errors.StreamBrokenException;
import io.lyceum.v1.Envelope;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartBufferTest {
  private final PartBuffer parts = new PartBuffer();

  @Test
  void dropsRepeats() {
    add(1, 0);
    add(1, 0);
    add(1, 1);
    parts.end(parts.missing(1, 2));
    assertEquals("0", parts.next().data().toStringUtf8());
    assertEquals("1", parts.next().data().toStringUtf8());
    assertNull(parts.next());
  }

  @Test
  void forgetsAnEarlierAttemptOfWhichNothingWasRead() {
    add(1, 0);
    add(1, 1);
    add(2, 0);
    assertEquals("0", parts.next().data().toStringUtf8());
    assertNull(parts.missing(2, 1));
  }

  @Test
  void breaksWhenItBeginsAgainAfterItWasRead() {
    add(1, 0);
    parts.next();
    add(2, 0);
    assertThrows(StreamBrokenException.class, parts::next);
  }

  @Test
  void breaksWhenPartsWereLost() {
    assertInstanceOf(StreamBrokenException.class, parts.missing(1, 3));
    add(1, 0);
    add(1, 2);
    parts.next();
    assertThrows(StreamBrokenException.class, parts::next);
  }

  @Test
  void asksForMoreOnceFewWait() {
    List<String> asked = new ArrayList<>();
    for (int index = 0; index < 40; index++) add(1, index);
    parts.whenLow(() -> asked.add("more"));
    for (int read = 0; read < 7; read++) parts.next();
    assertEquals(List.of(), asked);
    parts.next();
    assertEquals(List.of("more"), asked);
  }

  private void add(int attempt, int index) {
    ByteString body = ByteString.copyFromUtf8(String.valueOf(index));
    parts.add(Envelope.newBuilder().setAttempt(attempt).setPart(index).setBody(body).build());
  }
}
