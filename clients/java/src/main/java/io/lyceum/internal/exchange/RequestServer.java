package io.lyceum.internal.exchange;

import io.lyceum.errors.LyceumException;

/** Serves what is sent to an entity; called on the connection's loop. */
public interface RequestServer {
  /** A request or an event; it is the server's to settle. */
  void request(Held held);

  /** It need not be served any more. */
  void revoked(Held held);

  /** The session is over for good. */
  void ended(LyceumException error);
}
