package io.lyceum.errors;

/** Time ran out. */
public class LyceumTimeoutException extends LyceumException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public LyceumTimeoutException(String message, ErrorDetails details) {
    super(message, details);
  }
}
