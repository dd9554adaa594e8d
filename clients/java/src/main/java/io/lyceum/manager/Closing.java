package io.lyceum.manager;

import io.lyceum.v1.CloseManagerRequest;
import io.lyceum.v1.GetManagerRequest;
import io.lyceum.v1.ManagerServiceGrpc;

/** Has the server close a manager, and waits until it has. */
final class Closing {
  private Closing() {}

  /** Its changes are followed from the close on, so that no end is missed. */
  static ManagerInfo of(Source source) {
    var request = CloseManagerRequest.newBuilder().setManagerId(source.managerId()).build();
    ManagerInfo closing = ManagerInfo.of(source.rpc().unary(ManagerServiceGrpc.getCloseManagerMethod(), request).getManager());
    if (closing.state() == ManagerState.CLOSED) return closing;
    try (RunWatch watch = new RunWatch(source, closing.revision())) {
      while (watch.hasNext()) {
        ManagerInfo manager = managerOf(watch.next());
        if (manager != null && manager.state() == ManagerState.CLOSED) return manager;
      }
    }
    var get = GetManagerRequest.newBuilder().setManagerId(source.managerId()).build();
    return ManagerInfo.of(source.rpc().unary(ManagerServiceGrpc.getGetManagerMethod(), get).getManager());
  }

  private static ManagerInfo managerOf(RunEvent event) {
    if (event instanceof RunEvent.ManagerChanged changed) return changed.manager();
    return event instanceof RunEvent.Snapshot snapshot ? snapshot.manager() : null;
  }
}
