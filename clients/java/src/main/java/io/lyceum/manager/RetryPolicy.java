package io.lyceum.manager;

import io.lyceum.internal.Times;
import java.time.Duration;
import java.util.List;

/** How often and when to run again. A value; each {@code with} makes another. */
public final class RetryPolicy {
  private final io.lyceum.v1.RetryPolicy proto;

  private RetryPolicy(io.lyceum.v1.RetryPolicy.Builder proto) {
    this.proto = proto.build();
  }

  /** So many runs after the first, at once: at most {@code maxRetries + 1} attempts. */
  public static RetryPolicy of(int maxRetries) {
    return new RetryPolicy(io.lyceum.v1.RetryPolicy.newBuilder().setMaxRetries(maxRetries));
  }

  /** Waits before each retry: the first so long, each later one by the factor longer, none longer than the maximum. Default no waits. */
  public RetryPolicy withBackoff(Duration initial, double multiplier, Duration max) {
    var backoff = proto.toBuilder().setInitialBackoff(Times.proto(initial)).setBackoffMultiplier(multiplier);
    return new RetryPolicy(backoff.setMaxBackoff(Times.proto(max)));
  }

  /** Failure types that are not retried. */
  public RetryPolicy withNonRetryableTypes(List<String> types) {
    return new RetryPolicy(proto.toBuilder().clearNonRetryableTypes().addAllNonRetryableTypes(types));
  }

  io.lyceum.v1.RetryPolicy toProto() {
    return proto;
  }
}
