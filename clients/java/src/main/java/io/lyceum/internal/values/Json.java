package io.lyceum.internal.values;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.google.protobuf.ByteString;
import io.lyceum.Handle;
import io.lyceum.errors.ErrorDetails;
import io.lyceum.errors.SerializationException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Type;

/** JSON as the API has it: integers are exact whatever their size; what has no JSON form is refused. */
public final class Json {
  /** What a handle of an id is made by, as an attribute of a read. */
  static final String HANDLES = "io.lyceum.handles";

  private static final int MAX_DIGITS = 1_100_000;
  private static final ObjectMapper MAPPER = mapper();

  private Json() {}

  /** The type of values, for reads. */
  public static JavaType type(Type type) {
    return MAPPER.constructType(type);
  }

  /**
   * Writes a value.
   *
   * @throws SerializationException for what JSON has no form for: NaN, infinities, lone surrogates, bytes, cycles, classes without properties
   */
  public static ByteString write(Object value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator generator = new StrictGenerator(MAPPER.createGenerator(bytes))) {
      MAPPER.writeValue(generator, value);
    } catch (IOException | StackOverflowError error) {
      throw refused(error);
    }
    return ByteString.copyFrom(bytes.toByteArray());
  }

  /**
   * Reads a value as a type; no bytes at all are null.
   *
   * @param handles makes handles of ids
   * @throws SerializationException when it is no JSON, or of another type
   */
  public static <T> T read(ByteString json, JavaType type, HandleMaker handles) {
    if (json.isEmpty()) return null;
    try {
      return MAPPER.readerFor(type).withAttribute(HANDLES, handles).readValue(json.newInput());
    } catch (IOException | StackOverflowError error) {
      throw unreadable(error);
    }
  }

  /**
   * Reads a part of a value as a type.
   *
   * @throws SerializationException when it is of another type
   */
  public static <T> T read(JsonNode node, JavaType type, HandleMaker handles) {
    try {
      return MAPPER.readerFor(type).withAttribute(HANDLES, handles).readValue(node);
    } catch (IOException | StackOverflowError error) {
      throw unreadable(error);
    }
  }

  /** Writes a value as a tree, as {@link #write} would. */
  public static JsonNode tree(Object value) {
    return read(write(value), type(JsonNode.class), null);
  }

  private static ObjectMapper mapper() {
    JsonFactory factory =
        JsonFactory.builder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .streamReadConstraints(StreamReadConstraints.builder().maxNumberLength(MAX_DIGITS).build())
            .build();
    SimpleModule handles = new SimpleModule().addDeserializer(Handle.class, new HandleDeserializer());
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .disable(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
        .addModule(handles)
        .build();
  }

  private static SerializationException refused(Throwable error) {
    for (Throwable each = error; each != null; each = each.getCause()) {
      if (each instanceof StrictGenerator.Refusal) return failed(each.getMessage() + " cannot be sent", error);
    }
    String why = error instanceof StackOverflowError ? "it is nested too deep, or in itself" : messageOf(error);
    return failed("the value cannot be sent: " + why, error);
  }

  private static SerializationException unreadable(Throwable error) {
    return failed("the JSON is not what was expected: " + messageOf(error), error);
  }

  private static SerializationException failed(String message, Throwable cause) {
    return new SerializationException(message, ErrorDetails.ofReason("INVALID_ARGUMENTS").withCause(cause));
  }

  private static String messageOf(Throwable error) {
    return error instanceof JsonProcessingException json ? json.getOriginalMessage() : String.valueOf(error.getMessage());
  }
}
