package io.lyceum.errors;

/** The agent has no action of this name. */
public class ActionNotFoundException extends NotFoundException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public ActionNotFoundException(String message, ErrorDetails details) {
    super(message, details);
  }
}
