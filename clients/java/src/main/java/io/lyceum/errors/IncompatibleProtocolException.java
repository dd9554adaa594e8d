package io.lyceum.errors;

/** The receiver does not accept this protocol. */
public class IncompatibleProtocolException extends LyceumException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public IncompatibleProtocolException(String message, ErrorDetails details) {
    super(message, details);
  }
}
