package io.lyceum.errors;

/** The request was cancelled, by its caller, by who manages the agent, or because the agent ended. */
public class ActionCancelledException extends LyceumException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public ActionCancelledException(String message, ErrorDetails details) {
    super(message, details);
  }
}
