package io.lyceum.errors;

/** Delivered as often as allowed, never settled; there is a dead letter. */
public class UndeliverableException extends LyceumException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public UndeliverableException(String message, ErrorDetails details) {
    super(message, details);
  }
}
