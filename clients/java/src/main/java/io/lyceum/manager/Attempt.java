package io.lyceum.manager;

import io.lyceum.Failure;
import io.lyceum.internal.Times;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One attempt of a run.
 *
 * @param number from 1; interrupted ones count here too
 * @param startTime when its host was asked for
 * @param readyTime when the agent was up; absent when it never was
 * @param endTime when it ended; absent while it runs
 * @param outcome how; absent while it runs
 * @param failure why, for every outcome but SUCCEEDED and INTERRUPTED
 * @param exitCode the host's; absent where there is none
 */
public record Attempt(
    int number,
    Instant startTime,
    Optional<Instant> readyTime,
    Optional<Instant> endTime,
    Optional<Outcome> outcome,
    Optional<Failure> failure,
    OptionalInt exitCode) {
  static Attempt of(io.lyceum.v1.Attempt attempt) {
    return new Attempt(
        attempt.getNumber(),
        Times.of(attempt.getStartTime()),
        attempt.hasReadyTime() ? Optional.of(Times.of(attempt.getReadyTime())) : Optional.empty(),
        attempt.hasEndTime() ? Optional.of(Times.of(attempt.getEndTime())) : Optional.empty(),
        Outcome.of(attempt.getOutcome()),
        attempt.hasFailure() ? Optional.of(Failure.of(attempt.getFailure())) : Optional.empty(),
        attempt.hasExitCode() ? OptionalInt.of(attempt.getExitCode()) : OptionalInt.empty());
  }
}
