package io.lyceum.agent;

import io.lyceum.Failure;
import java.util.Optional;

/**
 * How an attempt ended.
 *
 * @param succeeded whether the agent ended well
 * @param failure what it failed with; absent when it ended well, or was interrupted
 * @param runEnded whether no other attempt of the run follows; absent when the manager did not hear of the end
 */
public record HostEnd(boolean succeeded, Optional<Failure> failure, Optional<Boolean> runEnded) {
  /** What a program exits with: 0 when the agent ended well, else 1. */
  public int exitCode() {
    return succeeded ? 0 : 1;
  }
}
