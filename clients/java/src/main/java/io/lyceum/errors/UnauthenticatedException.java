package io.lyceum.errors;

/** The credential is missing, wrong or too old. */
public class UnauthenticatedException extends LyceumException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public UnauthenticatedException(String message, ErrorDetails details) {
    super(message, details);
  }
}
