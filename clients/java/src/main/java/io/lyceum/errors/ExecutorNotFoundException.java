package io.lyceum.errors;

/** The manager has no executor of this name, or the operator no such template. */
public class ExecutorNotFoundException extends NotFoundException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public ExecutorNotFoundException(String message, ErrorDetails details) {
    super(message, details);
  }
}
