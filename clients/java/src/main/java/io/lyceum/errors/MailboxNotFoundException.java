package io.lyceum.errors;

/** No such mailbox. */
public class MailboxNotFoundException extends NotFoundException {
  private static final long serialVersionUID = 1L;

  /** Made of a message for people and what programs need to know. */
  public MailboxNotFoundException(String message, ErrorDetails details) {
    super(message, details);
  }
}
