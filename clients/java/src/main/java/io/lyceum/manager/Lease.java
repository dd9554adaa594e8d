package io.lyceum.manager;

import io.lyceum.errors.LyceumException;
import io.lyceum.internal.EventLoop;
import io.lyceum.internal.Workers;
import io.lyceum.internal.rpc.Rpc;
import io.lyceum.v1.KeepAliveRequest;
import io.lyceum.v1.ManagerServiceGrpc;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;

/** Renews a manager's lease, so that the server knows that its owner is there. */
final class Lease {
  private static final System.Logger LOG = System.getLogger("io.lyceum");

  /** Times within a lease that it is renewed. */
  private static final int PER_LEASE = 3;

  private static final Set<String> OVER = Set.of("MANAGER_CLOSED", "MANAGER_NOT_FOUND");

  private final Rpc rpc;
  private final KeepAliveRequest request;
  private final Duration interval;
  private final EventLoop timer;
  private volatile boolean stopped;

  /** Renews from now on. */
  Lease(Source source, Duration lease) {
    rpc = source.rpc();
    request = KeepAliveRequest.newBuilder().setManagerId(source.managerId()).build();
    interval = lease.dividedBy(PER_LEASE);
    timer = source.client().connection().loop();
    next();
  }

  /** Lets the lease go. */
  void stop() {
    stopped = true;
  }

  private void next() {
    if (!stopped) timer.after(interval.toMillis(), () -> Workers.pool().execute(this::renew));
  }

  private void renew() {
    if (stopped) return;
    // Before the call, which may take long.
    next();
    try {
      rpc.unary(ManagerServiceGrpc.getKeepAliveMethod(), request, interval);
    } catch (LyceumException error) {
      // A manager that is closed has no lease; all else may be better the next time.
      if (OVER.contains(error.reason())) stop();
      else LOG.log(Level.DEBUG, "the manager's lease was not renewed", error);
    }
  }
}
