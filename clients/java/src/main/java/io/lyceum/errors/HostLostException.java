package io.lyceum.errors;

/** The agent's host had taken the request and was lost; the action may have run. */
public class HostLostException extends LyceumException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public HostLostException(String message, ErrorDetails details) {
    super(message, details);
  }
}
