package io.lyceum.manager;

import io.grpc.Status;
import io.lyceum.EntityId;
import io.lyceum.errors.ErrorDetails;
import io.lyceum.errors.LyceumTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** A wait whose time ran out before its condition was met. */
public final class WaitTimeoutException extends LyceumTimeoutException {
  private static final long serialVersionUID = 1L;

  private static final int MAX_NAMES = 10;

  private final transient WaitResult result;

  WaitTimeoutException(WaitResult result, Duration timeout) {
    super(messageOf(result, timeout), ErrorDetails.ofCode(Status.Code.DEADLINE_EXCEEDED));
    this.result = result;
  }

  /** Runs that have ended. */
  public List<Run> done() {
    return result.done();
  }

  /** Agents whose runs have not. */
  public List<EntityId> pending() {
    return result.pending();
  }

  private static String messageOf(WaitResult result, Duration timeout) {
    int pending = result.pending().size();
    String names = result.pending().stream().limit(MAX_NAMES).map(EntityId::toString).collect(Collectors.joining(", "));
    String more = pending > MAX_NAMES ? " and " + (pending - MAX_NAMES) + " more" : "";
    int all = pending + result.done().size();
    return "after " + timeout.toMillis() + " ms " + pending + " of " + all + " agents have not ended: " + names + more;
  }
}
