package io.lyceum.errors;

/** The thing is in no state for this: a cancel of what has ended, a handle that is not bound, an agent that does not run. */
public class InvalidStateException extends LyceumException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public InvalidStateException(String message, ErrorDetails details) {
    super(message, details);
  }
}
