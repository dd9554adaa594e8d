package io.lyceum.internal;

import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One thread that does things in order and at their time; what only it touches needs no lock. It rests when there is nothing to do. */
public final class EventLoop implements Executor {
  private static final System.Logger LOG = System.getLogger("io.lyceum");
  private static final long REST_SECONDS = 5;

  private final ScheduledThreadPoolExecutor thread;

  /** @param name of its thread */
  public EventLoop(String name) {
    thread = new ScheduledThreadPoolExecutor(1, task -> Workers.daemon(task, name));
    thread.setRemoveOnCancelPolicy(true);
    thread.setKeepAliveTime(REST_SECONDS, TimeUnit.SECONDS);
    thread.allowCoreThreadTimeOut(true);
  }

  @Override
  public void execute(Runnable task) {
    thread.execute(() -> run(task));
  }

  /** Does it later; cancel the future to have it not done. */
  public Future<?> after(long delayMs, Runnable task) {
    return thread.schedule(() -> run(task), delayMs, TimeUnit.MILLISECONDS);
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable bug) {
      LOG.log(Level.ERROR, "a task of the SDK failed", bug);
    }
  }
}
