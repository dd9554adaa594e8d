package io.lyceum.internal.exchange;

import io.lyceum.internal.EventLoop;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Watches for silence. A process that was itself busy for long is not mistaken for a silent peer. */
final class Pulse {
  private final EventLoop loop;
  private final long silenceMs;
  private final Runnable silent;
  private Future<?> timer;
  private long heardAt;
  private long checkedAt;

  /** @param silent called when nothing was heard for {@code silenceMs} */
  Pulse(EventLoop loop, long silenceMs, Runnable silent) {
    this.loop = loop;
    this.silenceMs = silenceMs;
    this.silent = silent;
  }

  void start() {
    stop();
    beat();
    checkedAt = heardAt;
    next();
  }

  /** Something was heard. */
  void beat() {
    heardAt = System.nanoTime();
  }

  void stop() {
    if (timer != null) timer.cancel(false);
    timer = null;
  }

  private void next() {
    timer = loop.after(Math.max(1, silenceMs / 4), this::check);
  }

  private void check() {
    long now = System.nanoTime();
    boolean late = TimeUnit.NANOSECONDS.toMillis(now - checkedAt) > silenceMs / 2;
    checkedAt = now;
    if (!late && TimeUnit.NANOSECONDS.toMillis(now - heardAt) >= silenceMs) silent.run();
    else next();
  }
}
