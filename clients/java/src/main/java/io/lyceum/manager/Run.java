package io.lyceum.manager;

import io.lyceum.EntityId;
import io.lyceum.Failure;
import io.lyceum.Target;
import io.lyceum.internal.Times;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One agent's life under a manager.
 *
 * @param runId its id
 * @param managerId its manager
 * @param agent its agent
 * @param kind kind in the catalogue; empty where a program brought the agent itself
 * @param executor its executor
 * @param state how far it is
 * @param outcome absent until it has ended
 * @param failure why, for every outcome but SUCCEEDED
 * @param attempts its attempts, oldest first; the last 20 are kept
 * @param maxAttempts most attempts that count
 * @param createTime when it was launched
 * @param endTime when it ended; absent until then
 * @param revision number of its latest change, within its manager
 */
public record Run(
    String runId,
    String managerId,
    EntityId agent,
    String kind,
    String executor,
    RunState state,
    Optional<Outcome> outcome,
    Optional<Failure> failure,
    List<Attempt> attempts,
    int maxAttempts,
    Instant createTime,
    Optional<Instant> endTime,
    long revision)
    implements Target {
  static Run of(io.lyceum.v1.Run run) {
    return new Run(
        run.getRunId(),
        run.getManagerId(),
        EntityId.of(run.getAgent()),
        run.getKind(),
        run.getExecutor(),
        RunState.of(run.getState()),
        Outcome.of(run.getOutcome()),
        run.hasFailure() ? Optional.of(Failure.of(run.getFailure())) : Optional.empty(),
        run.getAttemptsList().stream().map(Attempt::of).toList(),
        run.getMaxAttempts(),
        Times.of(run.getCreateTime()),
        run.hasEndTime() ? Optional.of(Times.of(run.getEndTime())) : Optional.empty(),
        run.getRevision());
  }

  /** Whether it ended other than well. */
  public boolean failed() {
    return state == RunState.ENDED && !outcome.equals(Optional.of(Outcome.SUCCEEDED));
  }
}
