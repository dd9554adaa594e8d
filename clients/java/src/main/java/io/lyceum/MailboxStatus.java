package io.lyceum;

/** State of a mailbox. */
public enum MailboxStatus {
  /** Accepts messages, whether or not its entity listens. */
  ACTIVE,
  /** Ended for good. */
  TERMINATED,
  /** Never registered, or forgotten. */
  MISSING;

  /** Reads a status of the API. */
  public static MailboxStatus of(io.lyceum.v1.MailboxStatus status) {
    return switch (status) {
      case MAILBOX_STATUS_ACTIVE -> ACTIVE;
      case MAILBOX_STATUS_TERMINATED -> TERMINATED;
      default -> MISSING;
    };
  }
}
