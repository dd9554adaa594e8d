package io.lyceum.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Threads for code that may block: the agents' own, and what callers hang on their futures. */
public final class Workers {
  private static final long REST_SECONDS = 30;
  private static final AtomicLong COUNT = new AtomicLong();
  private static final ExecutorService POOL =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          REST_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          task -> daemon(task, "lyceum-worker-" + COUNT.incrementAndGet()));

  private Workers() {}

  /** As many threads as there is work. */
  public static Executor pool() {
    return POOL;
  }

  /** Does what tells others of an end, on a thread of its own, or on this one where the machine has no more. */
  public static void tell(Runnable news) {
    try {
      POOL.execute(news);
    } catch (OutOfMemoryError noThread) {
      news.run();
    }
  }

  static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
