package io.lyceum.internal.exchange;

import io.lyceum.errors.LyceumException;

/** Told once what became of an item, on the connection's loop. */
public interface Taken {
  /** Null means that the exchange took it. */
  void told(LyceumException error);
}
