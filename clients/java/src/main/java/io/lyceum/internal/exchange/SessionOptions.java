package io.lyceum.internal.exchange;

/**
 * How an entity listens.
 *
 * @param token who it is
 * @param renewal null means that the token cannot be renewed; the session ends with it
 * @param window requests that may be delivered before one is begun
 */
public record SessionOptions(EntityToken token, EntityToken.Renewal renewal, int window) {
  /** Requests that may be delivered before one is begun, where nothing is said. */
  public static final int WINDOW = 256;
}
