package io.lyceum.errors;

/** The namespace has as many mailboxes, runs or stored bytes as its operator allows; end some first. */
public class QuotaExceededException extends LyceumException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public QuotaExceededException(String message, ErrorDetails details) {
    super(message, details);
  }
}
