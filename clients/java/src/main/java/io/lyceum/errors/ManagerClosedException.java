package io.lyceum.errors;

/** The manager is closing or closed. */
public class ManagerClosedException extends InvalidStateException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public ManagerClosedException(String message, ErrorDetails details) {
    super(message, details);
  }
}
