package io.lyceum.errors;

/** Arguments cannot be decoded, or do not fit the action. */
public class InvalidArgumentsException extends InvalidRequestException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public InvalidArgumentsException(String message, ErrorDetails details) {
    super(message, details);
  }
}
