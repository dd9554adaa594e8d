package io.lyceum.errors;

/** A value has no form that can travel (NaN, an infinity, a lone surrogate, bytes within a value, a cycle), or is no JSON. */
public class SerializationException extends InvalidRequestException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public SerializationException(String message, ErrorDetails details) {
    super(message, details);
  }
}
