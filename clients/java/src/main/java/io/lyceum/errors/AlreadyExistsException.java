package io.lyceum.errors;

/** The name or id is taken. */
public class AlreadyExistsException extends LyceumException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public AlreadyExistsException(String message, ErrorDetails details) {
    super(message, details);
  }
}
