package io.lyceum.errors;

/** The server cannot be reached, is stopping, or its store takes no writes; try again. */
public class UnavailableException extends LyceumException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public UnavailableException(String message, ErrorDetails details) {
    super(message, details);
  }
}
