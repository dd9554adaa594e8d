package io.lyceum.manager;

import java.util.Optional;

/** How a run, or an attempt of it, ended. */
public enum Outcome {
  /** The agent ended well. */
  SUCCEEDED,
  /** The agent, its start or its host failed. */
  FAILED,
  /** It was killed: by close, after a stop's grace, or with its mailbox. */
  KILLED,
  /** Its host is gone and how it ended cannot be known. */
  LOST,
  /** Attempts only: the server stopped; the attempt is not counted and is made again. */
  INTERRUPTED;

  static Optional<Outcome> of(io.lyceum.v1.Outcome outcome) {
    return switch (outcome) {
      case OUTCOME_SUCCEEDED -> Optional.of(SUCCEEDED);
      case OUTCOME_FAILED -> Optional.of(FAILED);
      case OUTCOME_KILLED -> Optional.of(KILLED);
      case OUTCOME_LOST -> Optional.of(LOST);
      case OUTCOME_INTERRUPTED -> Optional.of(INTERRUPTED);
      default -> Optional.empty();
    };
  }
}
