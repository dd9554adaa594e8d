package io.lyceum.errors;

/** The agent was not launched by this manager. */
public class NotLaunchedHereException extends NotFoundException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public NotLaunchedHereException(String message, ErrorDetails details) {
    super(message, details);
  }
}
