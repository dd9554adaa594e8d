package io.lyceum.errors;

/** Something that was named does not exist here, or the caller may not know of it. */
public class NotFoundException extends LyceumException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public NotFoundException(String message, ErrorDetails details) {
    super(message, details);
  }
}
