package io.lyceum.errors;

/** The receiver does not answer requests of this kind, as a user does not. */
public class UnsupportedRequestException extends LyceumException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public UnsupportedRequestException(String message, ErrorDetails details) {
    super(message, details);
  }
}
