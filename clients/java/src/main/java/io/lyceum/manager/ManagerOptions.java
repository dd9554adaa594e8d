package io.lyceum.manager;

import io.lyceum.internal.Times;
import io.lyceum.v1.CreateManagerRequest;
import io.lyceum.v1.OrphanPolicy;
import java.time.Duration;
import java.util.Optional;

/** Options of a manager. A value; each {@code with} makes another. */
public final class ManagerOptions {
  private static final Duration LEASE = Duration.ofSeconds(30);

  private final CreateManagerRequest proto;

  private ManagerOptions(CreateManagerRequest.Builder proto) {
    this.proto = proto.build();
  }

  /** The operator's executor {@code inline}, no retries, and a lease of 30 s, after which its agents end. */
  public static ManagerOptions defaults() {
    return new ManagerOptions(CreateManagerRequest.newBuilder().setLease(Times.proto(LEASE)));
  }

  /** Adds an executor; it is no default yet. */
  public ManagerOptions withExecutor(ExecutorOptions executor) {
    return new ManagerOptions(proto.toBuilder().addExecutors(executor.toProto()));
  }

  /** Adds an executor, which is that of launches that name none. */
  public ManagerOptions withDefaultExecutor(String name) {
    return withExecutor(ExecutorOptions.named(name)).withDefault(name);
  }

  /** Names the executor of launches that name none, among those that were added. */
  public ManagerOptions withDefault(String name) {
    return new ManagerOptions(proto.toBuilder().setDefaultExecutor(name));
  }

  /** How often agents that fail are run again; default not at all. */
  public ManagerOptions withRetry(RetryPolicy retry) {
    return new ManagerOptions(proto.toBuilder().setRetry(retry.toProto()));
  }

  /** Time without a sign of life of this program after which its owner has vanished; default 30 s, at least 1 s. */
  public ManagerOptions withLease(Duration lease) {
    return new ManagerOptions(proto.toBuilder().setLease(Times.proto(lease)));
  }

  /** Its owner never vanishes: the manager stays until it is closed. */
  public ManagerOptions withoutLease() {
    return new ManagerOptions(proto.toBuilder().clearLease());
  }

  /** When its owner has vanished its agents go on; the default is that the manager is closed. */
  public ManagerOptions withDetachedOrphans() {
    return new ManagerOptions(proto.toBuilder().setOrphanPolicy(OrphanPolicy.ORPHAN_POLICY_DETACH));
  }

  /** How long agents have to end when the manager closes, before they are killed; default 10 s. */
  public ManagerOptions withGrace(Duration grace) {
    return new ManagerOptions(proto.toBuilder().setGrace(Times.proto(grace)));
  }

  Optional<Duration> lease() {
    return proto.hasLease() ? Optional.of(Times.of(proto.getLease())) : Optional.empty();
  }

  CreateManagerRequest toProto() {
    return proto;
  }
}
