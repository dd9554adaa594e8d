package io.lyceum.manager;

import java.util.List;

/** A change of a manager or of one of its runs. */
public sealed interface RunEvent {
  /** Where to resume after it. */
  long revision();

  /** The manager and all its runs, where there was no revision to resume after. */
  record Snapshot(long revision, ManagerInfo manager, List<Run> runs) implements RunEvent {}

  /** A run, whole, as it was after this change. */
  record RunChanged(long revision, Run run) implements RunEvent {}

  /** The manager, as it was after this change. */
  record ManagerChanged(long revision, ManagerInfo manager) implements RunEvent {}
}
