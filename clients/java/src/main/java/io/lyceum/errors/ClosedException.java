package io.lyceum.errors;

/** The session or client is over. */
public class ClosedException extends LyceumException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public ClosedException(String message, ErrorDetails details) {
    super(message, details);
  }
}
