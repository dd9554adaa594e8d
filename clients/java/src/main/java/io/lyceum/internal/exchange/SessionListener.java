package io.lyceum.internal.exchange;

import io.lyceum.errors.LyceumException;
import io.lyceum.v1.Envelope;

/** Takes what a session brings; called one at a time, on the connection's loop. */
interface SessionListener {
  /** A message to settle: a request, an event, an answer. */
  void delivered(Held held);

  /** A part of a streamed result; it is not settled. */
  void part(Envelope envelope);

  /** What was held is void: it is answered already, or will be delivered again. */
  void revoked(Held held);

  /** The session is over for good; nothing can be sent. */
  void ended(LyceumException error);

  /** The server has been out of reach for long; null says that it is back. */
  void unreachable(LyceumException error);
}
