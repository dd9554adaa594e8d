package io.lyceum.errors;

/** The mailbox or the sender is at its bound; {@link #retryDelay} says when to try again. */
public class OverloadedException extends LyceumException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public OverloadedException(String message, ErrorDetails details) {
    super(message, details);
  }
}
