package io.lyceum.manager;

import io.lyceum.Handle;

/**
 * A run that waits for a host to claim it.
 *
 * @param handle of its agent, which may be called already: calls wait for the host
 * @param token claims the run: it is the host's credential
 */
public record ExternalRun(Handle handle, String token) {
  /** Tells nothing of the token. */
  @Override
  public String toString() {
    return "ExternalRun(" + handle + ")";
  }
}
