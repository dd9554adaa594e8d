package io.lyceum.errors;

/** A body is larger than the server bears. Sending it again does not help. */
public class MessageTooLargeException extends LyceumException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public MessageTooLargeException(String message, ErrorDetails details) {
    super(message, details);
  }

  /** Size of what was sent, in bytes; 0 where it was not told. */
  public long size() {
    return Long.parseLong(facts().getOrDefault("size", "0"));
  }

  /** The largest size, in bytes; 0 where it was not told. */
  public long limit() {
    return Long.parseLong(facts().getOrDefault("limit", "0"));
  }
}
