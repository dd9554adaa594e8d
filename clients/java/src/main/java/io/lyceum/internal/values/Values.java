package io.lyceum.internal.values;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.lyceum.Arguments;
import io.lyceum.Payload;
import io.lyceum.errors.ErrorDetails;
import io.lyceum.errors.SerializationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Arguments and results between Java and the bodies of messages. */
public final class Values {
  private Values() {}

  /**
   * Writes a value: bytes, payloads and protobuf messages as they are, all else as JSON.
   *
   * @throws SerializationException when JSON has no form for it
   */
  public static Payload write(Object value) {
    if (value instanceof Payload payload) return payload;
    if (value instanceof byte[] bytes) return Payload.of(bytes);
    if (value instanceof Message message) return Payload.of(message);
    return new Payload("", Json.write(value));
  }

  /**
   * Reads a value as a type. As {@code Object} bytes are a {@code byte[]}, JSON is what Jackson makes of it, all else a payload.
   *
   * @throws SerializationException when it is of another type
   */
  public static <T> T read(Payload payload, JavaType type, HandleMaker handles) {
    if (type.hasRawClass(Payload.class)) return cast(payload);
    if (type.hasRawClass(Void.class)) return null;
    boolean bytesWanted = type.hasRawClass(byte[].class);
    if (payload.isJson() && !bytesWanted) return Json.read(payload.data(), type, handles);
    boolean isBytes = payload.baseType().equals(Payload.BYTES);
    if (isBytes && (bytesWanted || type.hasRawClass(Object.class))) return cast(payload.data().toByteArray());
    if (type.hasRawClass(Object.class)) return cast(payload);
    String what = payload.mediaType().isEmpty() ? Payload.JSON : payload.mediaType();
    throw new SerializationException(type.toCanonical() + " is wanted, this is " + what, ErrorDetails.ofReason("INVALID_ARGUMENTS"));
  }

  /**
   * Writes arguments. Bytes, a payload or a protobuf message as the only argument travel as they are.
   *
   * @throws SerializationException when an argument cannot be sent
   */
  public static Payload write(Arguments arguments) {
    if (arguments.isEmpty()) return Payload.NONE;
    if (arguments.named().isEmpty()) {
      Object first = arguments.positional().get(0);
      boolean alone = first instanceof byte[] || first instanceof Payload || first instanceof Message;
      return alone && arguments.positional().size() == 1 ? write(first) : new Payload("", Json.write(arguments.positional()));
    }
    Map<String, Object> both = new LinkedHashMap<>();
    if (!arguments.positional().isEmpty()) both.put("args", arguments.positional());
    both.put("kwargs", arguments.named());
    return new Payload("", Json.write(both));
  }

  /**
   * Reads arguments: each is a {@link JsonNode}, or the only one is a {@link Payload}.
   *
   * @throws SerializationException when they have no form that arguments have
   */
  public static Arguments readArguments(Payload payload) {
    ByteString data = payload.data();
    if (!payload.isJson()) return Arguments.of(payload);
    if (data.isEmpty()) return Arguments.none();
    JsonNode json = Json.read(data, Json.type(JsonNode.class), null);
    if (json.isArray()) return new Arguments(listOf(json), Map.of());
    if (!json.isObject()) throw misshapen();
    JsonNode args = json.path("args");
    JsonNode kwargs = json.path("kwargs");
    int known = (args.isMissingNode() ? 0 : 1) + (kwargs.isMissingNode() ? 0 : 1);
    if (json.size() != known || !(args.isArray() || args.isMissingNode()) || !(kwargs.isObject() || kwargs.isMissingNode())) throw misshapen();
    Map<String, Object> named = new LinkedHashMap<>();
    kwargs.properties().forEach(property -> named.put(property.getKey(), property.getValue()));
    return new Arguments(args.isMissingNode() ? List.of() : listOf(args), named);
  }

  private static List<Object> listOf(JsonNode array) {
    List<Object> items = new ArrayList<>(array.size());
    array.forEach(items::add);
    return items;
  }

  private static SerializationException misshapen() {
    String message = "arguments must be {\"args\": [...], \"kwargs\": {...}}, or an array";
    return new SerializationException(message, ErrorDetails.ofReason("INVALID_ARGUMENTS"));
  }

  @SuppressWarnings("unchecked")
  private static <T> T cast(Object value) {
    return (T) value;
  }
}
