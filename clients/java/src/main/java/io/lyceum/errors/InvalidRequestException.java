package io.lyceum.errors;

/** A request is malformed; {@link #violations} says where. */
public class InvalidRequestException extends LyceumException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public InvalidRequestException(String message, ErrorDetails details) {
    super(message, details);
  }
}
