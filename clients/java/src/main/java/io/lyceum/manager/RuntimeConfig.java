package io.lyceum.manager;

import io.lyceum.internal.Times;
import java.time.Duration;
import java.util.List;

/** How an agent behaves around its life. A value; each {@code with} makes another. */
public final class RuntimeConfig {
  private final io.lyceum.v1.RuntimeConfig proto;

  private RuntimeConfig(io.lyceum.v1.RuntimeConfig proto) {
    this.proto = proto;
  }

  /** Everything as it is where nothing is said. */
  public static RuntimeConfig defaults() {
    return new RuntimeConfig(io.lyceum.v1.RuntimeConfig.getDefaultInstance());
  }

  /** Reads a configuration of the API. */
  public static RuntimeConfig of(io.lyceum.v1.RuntimeConfig proto) {
    return new RuntimeConfig(proto);
  }

  /** Cancel running actions at shutdown; otherwise they are awaited. Default true. */
  public RuntimeConfig withCancelActionsOnShutdown(boolean cancel) {
    return of(proto.toBuilder().setCancelActionsOnShutdown(cancel).build());
  }

  /** A loop's error fails the run. Default true. */
  public RuntimeConfig withRaiseLoopErrorsOnShutdown(boolean raise) {
    return of(proto.toBuilder().setRaiseLoopErrorsOnShutdown(raise).build());
  }

  /** A loop's error shuts the agent down. Default true. */
  public RuntimeConfig withShutdownOnLoopError(boolean shutdown) {
    return of(proto.toBuilder().setShutdownOnLoopError(shutdown).build());
  }

  /** Terminate the mailbox when the run failed, after the last attempt. Default true. */
  public RuntimeConfig withTerminateOnError(boolean terminate) {
    return of(proto.toBuilder().setTerminateOnError(terminate).build());
  }

  /** Terminate the mailbox when the run succeeded. Default true. */
  public RuntimeConfig withTerminateOnSuccess(boolean terminate) {
    return of(proto.toBuilder().setTerminateOnSuccess(terminate).build());
  }

  /** Most actions at once; 0, the default, means no limit. */
  public RuntimeConfig withMaxConcurrentActions(int max) {
    return of(proto.toBuilder().setMaxConcurrentActions(max).build());
  }

  /** Media types accepted in arguments; default JSON, protobuf and raw bytes. */
  public RuntimeConfig withAllowedMediaTypes(List<String> types) {
    return of(proto.toBuilder().clearAllowedMediaTypes().addAllAllowedMediaTypes(types).build());
  }

  /** Time from start to ready before an attempt fails; default the server's start limit, 60 s. */
  public RuntimeConfig withStartTimeout(Duration timeout) {
    return of(proto.toBuilder().setStartTimeout(Times.proto(timeout)).build());
  }

  /** Time from a request to end until the host is killed; default the manager's grace. */
  public RuntimeConfig withStopGrace(Duration grace) {
    return of(proto.toBuilder().setStopGrace(Times.proto(grace)).build());
  }

  /** Writes it for the API. */
  public io.lyceum.v1.RuntimeConfig toProto() {
    return proto;
  }
}
