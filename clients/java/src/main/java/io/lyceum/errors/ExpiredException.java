package io.lyceum.errors;

/** A request's deadline or queue time passed before it was answered. */
public class ExpiredException extends LyceumTimeoutException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public ExpiredException(String message, ErrorDetails details) {
    super(message, details);
  }
}
