package io.lyceum.agent;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Has something end in order when the program is told to end (SIGTERM), which then waits for it. */
final class TerminationHook {
  private static final long LAST_GASP_SECONDS = 60;

  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread;

  private TerminationHook(Runnable interrupt) {
    thread = new Thread(() -> endInOrder(interrupt), "lyceum-drain");
    Runtime.getRuntime().addShutdownHook(thread);
  }

  /** Does it; when the program is told to end meanwhile it is interrupted, and the program waits for its end. */
  static <T> T during(Runnable interrupt, Supplier<T> work) {
    TerminationHook hook = new TerminationHook(interrupt);
    try {
      return work.get();
    } finally {
      hook.remove();
    }
  }

  private void remove() {
    over.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException ending) {
      // The program ends, and waits for this very thing.
    }
  }

  private void endInOrder(Runnable interrupt) {
    interrupt.run();
    try {
      over.await(LAST_GASP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException error) {
      Thread.currentThread().interrupt();
    }
  }
}
