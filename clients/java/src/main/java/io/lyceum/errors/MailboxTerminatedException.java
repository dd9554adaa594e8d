package io.lyceum.errors;

/** The mailbox is terminated for good; the cause, where there is one, is the failure of its agent's run. */
public class MailboxTerminatedException extends LyceumException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public MailboxTerminatedException(String message, ErrorDetails details) {
    super(message, details);
  }

  /** Whose mailbox; empty where it was not told. */
  public String uid() {
    return facts().getOrDefault("uid", "");
  }
}
