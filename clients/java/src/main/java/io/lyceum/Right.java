package io.lyceum;

/** What a group of accounts may do to a mailbox. */
public enum Right {
  /** See its status and counts, and find it by discovery. */
  READ,
  /** Send to it, and call it. */
  SEND,
  /** Listen to it, shut its agent down, terminate it, and open its dead letters. */
  MANAGE;

  /** Reads a right of the API. */
  public static Right of(io.lyceum.v1.Right right) {
    return valueOf(right.name().replace("RIGHT_", ""));
  }

  /** Writes it for the API. */
  public io.lyceum.v1.Right toProto() {
    return io.lyceum.v1.Right.valueOf("RIGHT_" + name());
  }
}
