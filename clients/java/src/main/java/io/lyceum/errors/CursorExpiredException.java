package io.lyceum.errors;

/** The server keeps no such state any more, or the cursor is too old. */
public class CursorExpiredException extends LyceumException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public CursorExpiredException(String message, ErrorDetails details) {
    super(message, details);
  }
}
