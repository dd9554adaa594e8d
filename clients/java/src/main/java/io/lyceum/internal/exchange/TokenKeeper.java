package io.lyceum.internal.exchange;

import io.lyceum.errors.LyceumException;
import io.lyceum.internal.Backoff;
import io.lyceum.internal.EventLoop;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Keeps an entity's token fresh: gets a new one well before the old one ends, and tries again when that fails. */
final class TokenKeeper {
  private static final int MAX_REFUSALS = 3;
  private static final Backoff BACKOFF = new Backoff(1_000, 30_000);

  private final EventLoop loop;
  private final EntityToken.Renewal renewal;
  private final Consumer<String> renewed;
  private EntityToken current;
  private Future<?> timer;
  private int failures;
  private int refusals;
  private boolean stopped;

  /**
   * @param renewal null means that the token cannot be renewed
   * @param renewed told each token that takes the place of the one before
   */
  TokenKeeper(EventLoop loop, EntityToken token, EntityToken.Renewal renewal, Consumer<String> renewed) {
    this.loop = loop;
    this.renewal = renewal;
    this.renewed = renewed;
    current = token;
  }

  String token() {
    return current.token();
  }

  /** Begins to renew it in time. */
  void start() {
    schedule();
  }

  /** Whether a token that was refused may be followed by a fresh one; a few times in a row, no more. */
  boolean mayRenew() {
    refusals += 1;
    return renewal != null && refusals <= MAX_REFUSALS;
  }

  /** The server took the token. */
  void accepted() {
    refusals = 0;
  }

  /** Gets a fresh token now; tells what kept it from coming, or null. */
  void renew(Consumer<LyceumException> told) {
    renewal
        .renew()
        .whenComplete(
            (token, thrown) ->
                loop.execute(
                    () -> {
                      if (stopped) return;
                      if (thrown == null) take(token);
                      told.accept(thrown == null ? null : LyceumException.of(thrown));
                    }));
  }

  void stop() {
    stopped = true;
    if (timer != null) timer.cancel(false);
  }

  private void take(EntityToken token) {
    current = token;
    failures = 0;
    renewed.accept(token.token());
    schedule();
  }

  private void schedule() {
    if (renewal != null && current.expiry() != null) after(current.renewalDelayMs());
  }

  private void after(long delayMs) {
    if (timer != null) timer.cancel(false);
    if (stopped) return;
    timer =
        loop.after(
            delayMs,
            () ->
                renew(
                    error -> {
                      // The old token serves until it ends; the session itself says when it did.
                      if (error != null) after(BACKOFF.delayMs(failures++));
                    }));
  }
}
