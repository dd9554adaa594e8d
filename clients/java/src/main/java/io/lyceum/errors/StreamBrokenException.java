package io.lyceum.errors;

/** Parts of a streamed result came to nothing: the stream began again, or some were lost on the way. */
public class StreamBrokenException extends LyceumException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public StreamBrokenException(String message, ErrorDetails details) {
    super(message, details);
  }
}
