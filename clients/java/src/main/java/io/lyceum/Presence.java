package io.lyceum;

/** Whether somebody listens to a mailbox. */
public enum Presence {
  /** Somebody does. */
  ONLINE,
  /** Somebody listened once; nobody does now. */
  STALE,
  /** Nobody has listened yet. */
  NEVER;

  /** Reads a presence of the API. */
  public static Presence of(io.lyceum.v1.Presence presence) {
    return switch (presence) {
      case PRESENCE_ONLINE -> ONLINE;
      case PRESENCE_STALE -> STALE;
      default -> NEVER;
    };
  }
}
