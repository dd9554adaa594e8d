package io.lyceum.agent;

import io.lyceum.Failure;
import io.lyceum.internal.EventLoop;
import io.lyceum.internal.Workers;
import io.lyceum.internal.exchange.Held;
import io.lyceum.internal.exchange.Messenger;
import io.lyceum.internal.exchange.Session;
import io.lyceum.v1.AnswerStatus;
import io.lyceum.v1.EntityId;
import io.lyceum.v1.Envelope;
import io.lyceum.v1.MessageKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Runs the actions that are asked for: all at once, or as many as the limit says. Each request is answered once. What is not redeliverable begins
 * once the exchange has its acknowledgement for good, so that it never runs twice, whoever is lost meanwhile. All but the code of the actions runs
 * on the loop.
 */
final class Actions {
  private enum State {
    STARTING,
    OPEN,
    STOPPED
  }

  private final AgentContext agent;
  private final Invocation invocation;
  private final EventLoop loop;
  private final Session session;
  private final boolean limited;
  private final int maxConcurrent;
  private final Map<Long, Held> waiting = new LinkedHashMap<>();
  private final Map<Long, RunningAction> running = new HashMap<>();

  /** Of these, those that wait for their acknowledgement. */
  private final Set<RunningAction> unbegun = new LinkedHashSet<>();

  private final List<CompletableFuture<Void>> idle = new ArrayList<>();
  private State state = State.STARTING;
  private int active;

  /** @param maxConcurrent most at once; 0 means no limit */
  Actions(AgentContext agent, Invocation invocation, Messenger messenger, int maxConcurrent) {
    this.agent = agent;
    this.invocation = invocation;
    loop = messenger.loop();
    session = messenger.session();
    limited = maxConcurrent > 0;
    this.maxConcurrent = limited ? maxConcurrent : Integer.MAX_VALUE;
  }

  /** Takes a request or an event; it runs once the agent has started and there is room. */
  void add(Held held) {
    if (state == State.OPEN && active < maxConcurrent) start(held);
    // What comes while the agent ends stays with the session, which gives it back.
    else if (state != State.STOPPED) waiting.put(held.sequence(), held);
  }

  /** The agent has started: what waited runs. */
  void open() {
    state = State.OPEN;
    startWaiting();
  }

  /** The agent is to end: nothing more starts. What waits goes to who listens to the mailbox next. */
  void stop() {
    state = State.STOPPED;
    waiting.clear();
  }

  /** Cancels the request of a caller that has an id; false when there is none, or it has ended. */
  boolean cancel(EntityId caller, String id) {
    for (Held held : waiting.values()) {
      if (!asks(held, caller, id)) continue;
      waiting.remove(held.sequence());
      session.giveCredit();
      respond(held, cancelled("cancelled before it began"));
      return true;
    }
    for (RunningAction action : running.values()) {
      if (!asks(action.held(), caller, id) || action.held().closed()) continue;
      cancel(action, "cancelled by request");
      return true;
    }
    return false;
  }

  /** Whether an action runs that may end after the agent has begun to. */
  boolean hasExempt() {
    return running.values().stream().anyMatch(RunningAction::isExempt);
  }

  /** Cancels all that run, but those that asked for the agent's end. */
  void cancelAll(String why) {
    for (RunningAction action : List.copyOf(running.values())) if (!action.isExempt()) cancel(action, why);
  }

  /** Forgets a request: it was answered otherwise, or comes again. */
  void revoke(Held held) {
    if (waiting.remove(held.sequence(), held)) session.giveCredit();
    RunningAction action = running.get(held.sequence());
    if (action == null || action.held() != held) return;
    action.cancel();
    giveUp(action);
  }

  /** The session is over: what waits for its acknowledgement never begins. */
  void disconnect() {
    for (RunningAction action : List.copyOf(unbegun)) giveUp(action);
  }

  /** Done once no action's code runs. */
  CompletableFuture<Void> idle() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    idle.add(done);
    tellIdle();
    return done;
  }

  private void startWaiting() {
    for (Held held : List.copyOf(waiting.values())) {
      if (state != State.OPEN || active >= maxConcurrent) return;
      waiting.remove(held.sequence());
      start(held);
    }
  }

  private void start(Held held) {
    RunningAction action = new RunningAction(held, agent);
    Invocation.Prepared prepared = invocation.prepare(action);
    if (!limited || prepared.refusal() != null) session.giveCredit();
    if (prepared.refusal() != null) {
      respond(held, prepared.refusal());
      return;
    }
    running.put(held.sequence(), action);
    active += 1;
    if (action.deadline() != null) {
      long leftMs = Math.max(0, Duration.between(Instant.now(), action.deadline()).toMillis());
      action.timer = loop.after(leftMs, () -> expire(action));
    }
    if (prepared.entry().action().isRedeliverable()) {
      begin(action, prepared);
      return;
    }
    unbegun.add(action);
    session.acknowledge(
        held,
        () -> {
          if (unbegun.remove(action)) begin(action, prepared);
        });
  }

  private void begin(RunningAction action, Invocation.Prepared prepared) {
    try {
      Workers.pool().execute(() -> invocation.perform(action, prepared, answer -> loop.execute(() -> finish(action, answer))));
    } catch (OutOfMemoryError noThread) {
      finish(action, Answer.failed(noThread, 0));
    }
  }

  private void finish(RunningAction action, Envelope answer) {
    respond(action.held(), answer);
    ended(action);
  }

  /** An action that has not begun never will. */
  private void giveUp(RunningAction action) {
    if (unbegun.remove(action)) ended(action);
  }

  private void ended(RunningAction action) {
    if (action.timer != null) action.timer.cancel(false);
    running.remove(action.held().sequence(), action);
    active -= 1;
    if (limited) session.giveCredit();
    if (!waiting.isEmpty()) startWaiting();
    tellIdle();
  }

  private void cancel(RunningAction action, String why) {
    respond(action.held(), cancelled(why));
    action.cancel();
    giveUp(action);
  }

  private void expire(RunningAction action) {
    Failure failure = Failure.of("Expired", "its deadline passed before it was answered");
    respond(action.held(), Answer.not(AnswerStatus.ANSWER_STATUS_EXPIRED, failure));
    action.cancel();
    giveUp(action);
  }

  private void respond(Held held, Envelope answer) {
    if (held.envelope().getKind() == MessageKind.MESSAGE_KIND_EVENT) session.drop(held);
    else session.respond(held, answer);
  }

  private void tellIdle() {
    if (active > 0) return;
    List<CompletableFuture<Void>> all = List.copyOf(idle);
    idle.clear();
    for (CompletableFuture<Void> each : all) each.complete(null);
  }

  private static boolean asks(Held held, EntityId caller, String id) {
    EntityId asker = held.envelope().getSrc();
    return held.envelope().getId().equals(id) && asker.getUid().equals(caller.getUid()) && asker.getRole() == caller.getRole();
  }

  private static Envelope cancelled(String message) {
    return Answer.not(AnswerStatus.ANSWER_STATUS_CANCELLED, Failure.of("Cancelled", message));
  }
}
