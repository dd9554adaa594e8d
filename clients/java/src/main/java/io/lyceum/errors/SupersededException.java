package io.lyceum.errors;

/** A newer attempt or session took over, for good. */
public class SupersededException extends LyceumException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public SupersededException(String message, ErrorDetails details) {
    super(message, details);
  }
}
