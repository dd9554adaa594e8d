package io.lyceum.internal.exchange;

import io.lyceum.internal.Times;
import io.lyceum.v1.Registration;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * Proves to the exchange who listens.
 *
 * @param token the secret
 * @param expiry when it ends; null means never
 */
public record EntityToken(String token, Instant expiry) {
  private static final double RENEW_AT = 0.75;
  private static final long MIN_MS = 1_000;

  /** Gets a fresh token of the same entity. */
  public interface Renewal {
    /** Asks for it; the future fails with what kept it from coming. */
    CompletableFuture<EntityToken> renew();
  }

  /** Reads the token of a registration. */
  public static EntityToken of(Registration registration) {
    Instant expiry = registration.hasTokenExpireTime() ? Times.of(registration.getTokenExpireTime()) : null;
    return new EntityToken(registration.getToken(), expiry);
  }

  /** Time until it should be renewed. */
  long renewalDelayMs() {
    return Math.max(MIN_MS, (long) (Duration.between(Instant.now(), expiry).toMillis() * RENEW_AT));
  }
}
