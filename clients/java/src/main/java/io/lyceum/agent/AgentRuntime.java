package io.lyceum.agent;

import io.lyceum.Failure;
import io.lyceum.errors.LyceumException;
import io.lyceum.internal.EventLoop;
import io.lyceum.internal.Failures;
import io.lyceum.internal.Times;
import io.lyceum.internal.Workers;
import io.lyceum.internal.exchange.Held;
import io.lyceum.internal.exchange.Messenger;
import io.lyceum.internal.exchange.RequestServer;
import io.lyceum.internal.exchange.Session;
import io.lyceum.v1.AnswerStatus;
import io.lyceum.v1.Envelope;
import io.lyceum.v1.RuntimeConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The life of one agent: it listens from the start, serves once it has started, and ends in order: loops are told, the agent's own shutdown runs
 * while its actions go on, actions are cancelled or awaited, the last answers leave, the session ends. No failure on the way keeps the rest from
 * happening.
 */
final class AgentRuntime implements RequestServer {
  private enum State {
    STARTING,
    RUNNING,
    STOPPING,
    OVER
  }

  /**
   * Why and how an agent is to end.
   *
   * @param expected whether its mailbox ends as after a success
   * @param interrupted whether its host gives it up
   * @param drainMs time that running actions have before they are cancelled
   */
  private record Stop(boolean expected, boolean interrupted, long drainMs) {}

  /** Time that loops have to end once told, before the agent's own shutdown begins; they may go on a little longer. */
  private static final long LOOP_GRACE_MS = 2_000;

  /** Time that cancelled actions have to return. */
  private static final long CANCEL_GRACE_MS = 1_000;

  /** Time that actions have which asked for the agent's end, and all actions of a host that must go. */
  private static final long FINISH_GRACE_MS = 10_000;

  /** Time to get the last answers to the exchange. */
  private static final Duration FLUSH_GRACE = Duration.ofSeconds(10);

  private static final long FOREVER_MS = Long.MAX_VALUE;

  /** Label of a request to end that is made because the server stops. */
  private static final String DRAIN_LABEL = "lyceum.drain";

  private final Agent agent;
  private final AgentContext context;
  private final Messenger messenger;
  private final EventLoop loop;
  private final RuntimeConfig config;
  private final Actions actions;
  private final Loops loops;
  private final CompletableFuture<Stop> stop = new CompletableFuture<>();
  private final List<Held> pings = new ArrayList<>();
  private State state = State.STARTING;
  private boolean stopRequested;
  private boolean stopBegun;
  private Boolean terminate;
  private volatile LyceumException lost;

  AgentRuntime(Agent agent, AgentContext context, Messenger messenger, RuntimeConfig config) {
    this.agent = agent;
    this.context = context;
    this.messenger = messenger;
    this.config = config;
    loop = messenger.loop();
    Invocation invocation = new Invocation(agent, messenger, config.getAllowedMediaTypesList());
    actions = new Actions(context, invocation, messenger, config.getMaxConcurrentActions());
    loops = new Loops(agent.loops(), context, this::loopFailed);
    context.bind(ends -> loop.execute(() -> requestStop(new Stop(true, false, 0), ends)));
  }

  /** Lives from start to end, on this thread; {@code onStarted} is called once it serves. It never throws: what went wrong is told. */
  RuntimeEnd run(Runnable onStarted) {
    messenger.serve(this);
    List<Failure> failures = new ArrayList<>();
    boolean started = start(failures);
    if (started) onStarted.run();
    Stop why = started ? stop.join() : new Stop(false, false, 0);
    end(started, why, failures);
    return outcome(why, failures);
  }

  /** Its host must go: it ends, after its running actions have had their time, and is to be run again elsewhere. */
  void interrupt(long drainMs) {
    loop.execute(
        () -> {
          if (state == State.STOPPING) {
            // It waits for its actions, perhaps for long: they have no more time than the host.
            loop.after(drainMs, () -> actions.cancelAll("the agent's host ends"));
          }
          requestStop(new Stop(true, true, drainMs), null);
        });
  }

  @Override
  public void request(Held held) {
    Session session = messenger.session();
    Envelope request = held.envelope();
    switch (request.getKind()) {
      case MESSAGE_KIND_ACTION, MESSAGE_KIND_EVENT -> actions.add(held);
      case MESSAGE_KIND_PING -> {
        if (state == State.STARTING) pings.add(held);
        else session.respond(held, Answer.ok());
      }
      case MESSAGE_KIND_CANCEL -> cancel(held);
      case MESSAGE_KIND_SHUTDOWN -> {
        session.respond(held, Answer.ok());
        boolean drains = request.getLabel().equals(DRAIN_LABEL);
        requestStop(new Stop(true, drains, drains ? drainMsOf(request) : 0), request.hasTerminate() ? request.getTerminate() : null);
      }
      default -> {
        Failure failure = Failure.of("Unsupported", "the agent does not know such requests");
        session.respond(held, Answer.not(AnswerStatus.ANSWER_STATUS_UNSUPPORTED, failure));
      }
    }
  }

  @Override
  public void revoked(Held held) {
    actions.revoke(held);
  }

  @Override
  public void ended(LyceumException error) {
    if (state == State.OVER) return;
    if (lost == null) lost = error;
    actions.disconnect();
    requestStop(new Stop(false, false, 0), null);
  }

  private boolean start(List<Failure> failures) {
    try {
      agent.onStartup().run(context);
    } catch (Throwable error) {
      failures.add(Failures.step("StartupError", "onStartup failed", error));
      return false;
    }
    return onLoop(
        () -> {
          state = State.RUNNING;
          for (Held held : pings) messenger.session().respond(held, Answer.ok());
          pings.clear();
          // Asked to end while it started: it does, and what waits goes to who listens next.
          if (stopRequested) return true;
          actions.open();
          loops.start();
          return true;
        });
  }

  private void end(boolean started, Stop why, List<Failure> failures) {
    onLoop(
        () -> {
          state = State.STOPPING;
          beginStop();
          return true;
        });
    if (started) {
      within(loops.ended(), LOOP_GRACE_MS);
      endAgent(why, failures);
    }
    endActions(why);
    if (!config.hasRaiseLoopErrorsOnShutdown() || config.getRaiseLoopErrorsOnShutdown()) failures.addAll(loops.failures());
    if (lost != null) failures.add(Failures.of(lost));
    onLoop(
        () -> {
          state = State.OVER;
          return true;
        });
    messenger.close(FLUSH_GRACE);
  }

  private void endAgent(Stop why, List<Failure> failures) {
    CompletableFuture<Void> shutdown = new CompletableFuture<>();
    Workers.pool()
        .execute(
            () -> {
              try {
                agent.onShutdown().run(context);
                shutdown.complete(null);
              } catch (Throwable error) {
                shutdown.completeExceptionally(error);
              }
            });
    // A host that must go, or whose agent is not wanted any more, does not wait for ever.
    within(shutdown, why.interrupted || lost != null ? FINISH_GRACE_MS : FOREVER_MS);
    if (!shutdown.isCompletedExceptionally()) return;
    shutdown.whenComplete((nothing, error) -> failures.add(Failures.step("ShutdownError", "onShutdown failed", error)));
  }

  private void endActions(Stop why) {
    boolean cancel = !config.hasCancelActionsOnShutdown() || config.getCancelActionsOnShutdown();
    within(idle(), why.drainMs);
    if (cancel) {
      boolean exempt = onLoop(actions::hasExempt);
      cancelAll("the agent ends");
      within(idle(), exempt ? FINISH_GRACE_MS : CANCEL_GRACE_MS);
    } else if (why.interrupted || lost != null) {
      within(idle(), FINISH_GRACE_MS);
      cancelAll("the agent's host ends");
    } else {
      within(idle(), FOREVER_MS);
    }
  }

  private RuntimeEnd outcome(Stop why, List<Failure> failures) {
    Failure failure = Failures.join(failures);
    // An agent that a loop's error ended may count as a success, but its mailbox ends as after a failure.
    boolean asAfterFailure = failure == null && !why.expected && !why.interrupted && config.hasTerminateOnError();
    Boolean implied = asAfterFailure ? (Boolean) config.getTerminateOnError() : null;
    return new RuntimeEnd(failure, terminate == null ? implied : terminate, why.interrupted && failure == null);
  }

  private void requestStop(Stop why, Boolean terminates) {
    // The last word on the mailbox counts.
    if (terminates != null) terminate = terminates;
    stopRequested = true;
    if (state == State.RUNNING) beginStop();
    stop.complete(why);
  }

  private void beginStop() {
    if (stopBegun) return;
    stopBegun = true;
    actions.stop();
    context.end();
    loops.stop();
  }

  private void loopFailed() {
    if (config.hasShutdownOnLoopError() && !config.getShutdownOnLoopError()) return;
    loop.execute(() -> requestStop(new Stop(false, false, 0), null));
  }

  private void cancel(Held held) {
    String target = held.envelope().getTargetId();
    boolean found = actions.cancel(held.envelope().getSrc(), target);
    Failure failure = Failure.of("InvalidState", "no action " + target + " runs: it is unknown or has ended");
    messenger.session().respond(held, found ? Answer.ok() : Answer.not(AnswerStatus.ANSWER_STATUS_INVALID_STATE, failure));
  }

  private CompletableFuture<Void> idle() {
    return onLoop(actions::idle);
  }

  private void cancelAll(String why) {
    onLoop(
        () -> {
          actions.cancelAll(why);
          return true;
        });
  }

  private <T> T onLoop(Supplier<T> code) {
    return CompletableFuture.supplyAsync(code, loop).join();
  }

  /** Waits for a future, but no longer than the limit; how it ends does not matter. */
  private static void within(CompletableFuture<Void> future, long limitMs) {
    try {
      future.get(limitMs, TimeUnit.MILLISECONDS);
    } catch (InterruptedException error) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException error) {
      // Whoever waited goes on.
    }
  }

  /** Time that running actions have when the server stops and makes the agent again: half of what there is. */
  private static long drainMsOf(Envelope request) {
    return request.hasTimeout() ? Times.of(request.getTimeout()).toMillis() / 2 : 0;
  }
}
