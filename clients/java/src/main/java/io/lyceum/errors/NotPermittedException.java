package io.lyceum.errors;

/** The caller may know of the thing, but not do this to it. */
public class NotPermittedException extends LyceumException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public NotPermittedException(String message, ErrorDetails details) {
    super(message, details);
  }
}
