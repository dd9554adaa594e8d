package io.lyceum.errors;

/** The launch names no executor and the manager has no default. */
public class NoDefaultExecutorException extends InvalidStateException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public NoDefaultExecutorException(String message, ErrorDetails details) {
    super(message, details);
  }
}
