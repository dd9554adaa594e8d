package io.lyceum.errors;

/** The operator's catalogue has no agent kind of this name. */
public class KindNotFoundException extends NotFoundException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public KindNotFoundException(String message, ErrorDetails details) {
    super(message, details);
  }
}
