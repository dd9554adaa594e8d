package io.lyceum;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.lyceum.errors.SerializationException;
import io.lyceum.internal.values.Json;
import io.lyceum.internal.values.Values;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
  record Point(int x, int y) {}

  @ParameterizedTest
  @ValueSource(strings = {"0", "-17", "9007199254740993", "-9223372036854775808", "123456789012345678901234567890"})
  void keepsIntegersExactWhateverTheirSize(String digits) {
    Payload payload = Values.write(new BigInteger(digits));
    assertEquals(digits, payload.data().toStringUtf8());
    assertEquals(new BigInteger(digits), Values.read(payload, Json.type(BigInteger.class), null));
    assertEquals(digits, Values.read(payload, Json.type(Object.class), null).toString());
  }

  @Test
  void keepsAnIntegerOfManyThousandDigits() {
    BigInteger huge = BigInteger.TEN.pow(20_000).add(BigInteger.ONE);
    assertEquals(huge, Values.read(Values.write(huge), Json.type(BigInteger.class), null));
  }

  @Test
  void refusesWhatJsonHasNoFormFor() {
    List<Object> cycle = new ArrayList<>();
    cycle.add(cycle);
    Object[] values = {
      Double.NaN,
      Float.NEGATIVE_INFINITY,
      List.of(Double.POSITIVE_INFINITY),
      "\ud800",
      "a\udc00b",
      Map.of("\ud83d", 1),
      Map.of("key", "\ude80\ud83d"),
      Map.of("bytes", new byte[] {1}),
      cycle,
      new Object(),
      new ArithmeticArray(new double[] {1, Double.NaN})
    };
    for (Object value : values) {
      SerializationException error = assertThrows(SerializationException.class, () -> Values.write(value));
      assertEquals("INVALID_ARGUMENTS", error.reason());
    }
  }

  record ArithmeticArray(double[] numbers) {}

  @Test
  void writesSurrogatePairsAsUtf8() {
    assertEquals("\"🚀\"", Values.write("🚀").data().toStringUtf8());
  }

  @Test
  void refusesWhatIsNoJson() {
    for (String text : List.of("{", "NaN", "1 2", "\"a", "[1,]")) {
      Payload payload = new Payload("", ByteString.copyFromUtf8(text));
      assertThrows(SerializationException.class, () -> Values.read(payload, Json.type(Object.class), null), text);
    }
    Payload malformed = new Payload("", ByteString.copyFrom(new byte[] {'"', (byte) 0xC3, '"'}));
    assertThrows(SerializationException.class, () -> Values.read(malformed, Json.type(Object.class), null));
  }

  @Test
  void doesNotMakeOneTypeOfAnother() {
    for (String text : List.of("1.5", "\"1\"", "9007199254740993", "null", "true")) {
      Payload payload = new Payload("", ByteString.copyFromUtf8(text));
      assertThrows(SerializationException.class, () -> Values.read(payload, Json.type(int.class), null), text);
    }
  }

  @Test
  void readsRecordsAndLeavesOutWhatTheyDoNotHave() {
    Payload payload = new Payload("", ByteString.copyFromUtf8("{\"x\": 1, \"y\": 2, \"z\": 3}"));
    assertEquals(new Point(1, 2), Values.read(payload, Json.type(Point.class), null));
  }

  @Test
  void passesBytesAndMessagesAsTheyAre() {
    byte[] bytes = {0, 1, (byte) 0xFD};
    assertArrayEquals(bytes, Values.<byte[]>read(Values.write(bytes), Json.type(byte[].class), null));
    Payload message = Values.write(Duration.newBuilder().setSeconds(7).build());
    assertEquals("application/protobuf; type=google.protobuf.Duration", message.mediaType());
    assertEquals(7, message.read(Duration.parser()).getSeconds());
    assertNull(Values.read(Payload.NONE, Json.type(Object.class), null));
  }

  @Test
  void readsArgumentsInTheirForms() {
    assertTrue(Values.readArguments(Payload.NONE).isEmpty());
    assertEquals(2, read("[1, null]").positional().size());
    assertEquals("[1]", read("{\"args\": [1]}").positional().toString());
    assertEquals("{x=2}", read("{\"args\": [], \"kwargs\": {\"x\": 2}}").named().toString());
    for (String text : List.of("1", "{\"args\": 1}", "{\"kwargs\": []}", "{\"args\": [], \"more\": 1}", "null")) {
      assertThrows(SerializationException.class, () -> read(text), text);
    }
  }

  @Test
  void writesArgumentsInTheirForms() {
    assertEquals(Payload.NONE, Values.write(Arguments.none()));
    assertEquals("[null]", Values.write(Arguments.of((Object[]) null)).data().toStringUtf8());
    assertEquals("[1,\"a\"]", Values.write(new Arguments(Arrays.asList(1, "a"), Map.of())).data().toStringUtf8());
    assertEquals("{\"kwargs\":{\"left\":1}}", Values.write(Arguments.none().named("left", 1)).data().toStringUtf8());
    assertEquals("{\"args\":[1],\"kwargs\":{\"b\":2}}", Values.write(Arguments.of(1).named("b", 2)).data().toStringUtf8());
    assertEquals(Payload.BYTES, Values.write(Arguments.of((Object) new byte[0])).mediaType());
  }

  @Test
  void readsIdsInBothForms() {
    for (String role : List.of("agent", "ROLE_AGENT")) {
      JsonNode id = Json.read(ByteString.copyFromUtf8("{\"uid\": \"1\", \"role\": \"" + role + "\"}"), Json.type(JsonNode.class), null);
      assertEquals(EntityId.agent("1"), Json.read(id, Json.type(EntityId.class), null));
    }
    assertEquals("{\"uid\":\"1\",\"role\":\"agent\",\"name\":\"\"}", Values.write(EntityId.agent("1")).data().toStringUtf8());
  }

  private static Arguments read(String text) {
    return Values.readArguments(new Payload("", ByteString.copyFromUtf8(text)));
  }
}
