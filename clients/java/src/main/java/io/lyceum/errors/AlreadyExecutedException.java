package io.lyceum.errors;

/** This manager launched the agent before, or a run of it is under way. */
public class AlreadyExecutedException extends InvalidStateException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public AlreadyExecutedException(String message, ErrorDetails details) {
    super(message, details);
  }
}
