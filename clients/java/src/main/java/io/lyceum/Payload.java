package io.lyceum;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.lyceum.errors.ErrorDetails;
import io.lyceum.errors.InvalidArgumentsException;
import java.util.Locale;

/**
 * Bytes with their type. As an argument or result it travels alone: as the one argument of an action, or as its whole result.
 *
 * @param mediaType IANA media type; empty means application/json
 * @param data the bytes
 */
public record Payload(String mediaType, ByteString data) {
  /** Media type of a payload that names none. */
  public static final String JSON = "application/json";

  /** Media type of bytes that travel alone. */
  public static final String BYTES = "application/octet-stream";

  /** Media type of a protobuf message; the message's name follows as parameter {@code type}. */
  public static final String PROTOBUF = "application/protobuf";

  /** No value at all. */
  public static final Payload NONE = new Payload("", ByteString.EMPTY);

  /** Plain bytes. */
  public static Payload of(byte[] bytes) {
    return new Payload(BYTES, ByteString.copyFrom(bytes));
  }

  /** Wraps a protobuf message. */
  public static Payload of(Message message) {
    return new Payload(PROTOBUF + "; type=" + message.getDescriptorForType().getFullName(), message.toByteString());
  }

  /** The media type without its parameters. */
  public String baseType() {
    int end = mediaType.indexOf(';');
    String base = (end < 0 ? mediaType : mediaType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    return base.isEmpty() ? JSON : base;
  }

  /** Whether it is JSON. */
  public boolean isJson() {
    String type = baseType();
    return type.equals(JSON) || type.endsWith("+json");
  }

  /**
   * Reads it as a protobuf message.
   *
   * @throws InvalidArgumentsException when it is of another type, or no such message
   */
  public <M extends Message> M read(Parser<M> parser) {
    if (!baseType().equals(PROTOBUF)) throw unreadable("a protobuf message is wanted, this is " + mediaType, null);
    try {
      return parser.parseFrom(data);
    } catch (InvalidProtocolBufferException error) {
      throw unreadable("the bytes are no such message: " + error.getMessage(), error);
    }
  }

  private static InvalidArgumentsException unreadable(String message, Throwable cause) {
    return new InvalidArgumentsException(message, ErrorDetails.ofReason("INVALID_ARGUMENTS").withCause(cause));
  }
}
