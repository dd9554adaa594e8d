package io.lyceum.agent;

import io.lyceum.Failure;
import io.lyceum.internal.Failures;
import io.lyceum.internal.Workers;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Runs an agent's loops and timers until they are told to end. */
final class Loops {
  private static final System.Logger LOG = System.getLogger("io.lyceum");

  private final Map<String, Agent.Loop> loops;
  private final AgentContext context;
  private final Runnable onFailure;
  private final List<Failure> failures = new ArrayList<>();
  private final Set<Thread> threads = new LinkedHashSet<>();
  private CompletableFuture<Void> ended = CompletableFuture.completedFuture(null);

  /** @param onFailure called when one fails */
  Loops(Map<String, Agent.Loop> loops, AgentContext context, Runnable onFailure) {
    this.loops = loops;
    this.context = context;
    this.onFailure = onFailure;
  }

  /** Starts them all. */
  synchronized void start() {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    loops.forEach((name, loop) -> all.add(CompletableFuture.runAsync(() -> supervise(name, loop), Workers.pool())));
    ended = CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new));
  }

  /** Interrupts them; the context tells them to end. */
  synchronized void stop() {
    threads.forEach(Thread::interrupt);
  }

  /** Done once all have ended. */
  synchronized CompletableFuture<Void> ended() {
    return ended.copy();
  }

  /** Those that failed so far. */
  synchronized List<Failure> failures() {
    return List.copyOf(failures);
  }

  private void supervise(String name, Agent.Loop loop) {
    if (!enter()) return;
    try {
      run(loop);
    } catch (Throwable error) {
      // A loop that was told to end may say so by throwing.
      if (context.isEnding() && (error instanceof InterruptedException || Thread.currentThread().isInterrupted())) return;
      LOG.log(Level.ERROR, "loop " + name + " failed", error);
      failed(Failures.step("LoopError", "loop \"" + name + "\" failed", error));
    } finally {
      leave();
    }
  }

  private void run(Agent.Loop loop) throws Exception {
    loop.code().run(context);
    while (loop.interval() != null && context.pause(loop.interval())) loop.code().run(context);
  }

  private synchronized boolean enter() {
    return !context.isEnding() && threads.add(Thread.currentThread());
  }

  private synchronized void leave() {
    threads.remove(Thread.currentThread());
    Thread.interrupted();
  }

  private void failed(Failure failure) {
    synchronized (this) {
      failures.add(failure);
    }
    onFailure.run();
  }
}
