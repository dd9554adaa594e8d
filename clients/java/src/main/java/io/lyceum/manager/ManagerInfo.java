package io.lyceum.manager;

import java.util.List;
import java.util.Optional;

/**
 * A manager as it was after a change.
 *
 * @param managerId its id; empty for the server's own
 * @param state its state
 * @param executors names of its executors
 * @param defaultExecutor executor of launches that name none; absent means that there is none
 * @param revision number of its latest change
 * @param failed runs that did not succeed, once it is closed; as many as fit a frame
 * @param failedRuns how many did not succeed, once it is closed
 */
public record ManagerInfo(
    String managerId,
    ManagerState state,
    List<String> executors,
    Optional<String> defaultExecutor,
    long revision,
    List<Run> failed,
    int failedRuns) {
  static ManagerInfo of(io.lyceum.v1.Manager manager) {
    return new ManagerInfo(
        manager.getManagerId(),
        ManagerState.of(manager.getState()),
        manager.getExecutorsList().stream().map(io.lyceum.v1.Executor::getName).toList(),
        Optional.of(manager.getDefaultExecutor()).filter(name -> !name.isEmpty()),
        manager.getRevision(),
        manager.getReport().getFailedList().stream().map(Run::of).toList(),
        manager.getReport().getFailedRuns());
  }
}
