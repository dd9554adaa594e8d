package io.lyceum.agent;

import io.lyceum.EntityId;
import io.lyceum.Handle;
import io.lyceum.Trace;
import io.lyceum.internal.Times;
import io.lyceum.internal.exchange.Held;
import io.lyceum.v1.Envelope;
import java.time.Instant;
import java.util.concurrent.Future;

/** An action under way. */
final class RunningAction {
  private final Held held;
  private final AgentContext agent;
  private final Instant deadline;

  /** Its deadline, on the loop; null when it has none. */
  Future<?> timer;

  private Thread thread;
  private PartStream parts;
  private boolean cancelled;
  private volatile boolean exempt;

  RunningAction(Held held, AgentContext agent) {
    this.held = held;
    this.agent = agent;
    deadline = held.envelope().hasTimeout() ? Instant.now().plus(Times.of(held.envelope().getTimeout())) : null;
  }

  Held held() {
    return held;
  }

  AgentContext agent() {
    return agent;
  }

  Instant deadline() {
    return deadline;
  }

  Trace trace() {
    Envelope request = held.envelope();
    return request.getTraceparent().isEmpty() ? null : new Trace(request.getTraceparent(), request.getTracestate());
  }

  Handle handle(EntityId other) {
    Handle handle = agent.handle(other);
    Trace trace = trace();
    return trace == null ? handle : handle.withTrace(trace);
  }

  /** It asked for the agent's end itself, so it may end after that has begun. */
  void exempt() {
    exempt = true;
  }

  boolean isExempt() {
    return exempt;
  }

  synchronized boolean cancelled() {
    return cancelled;
  }

  /** Its code runs on this thread from now on, until {@link #leave}; false when it is not wanted any more. */
  synchronized boolean enter() {
    if (cancelled) return false;
    thread = Thread.currentThread();
    return true;
  }

  /** Its code has returned; the thread is as it was. */
  synchronized void leave() {
    thread = null;
    Thread.interrupted();
  }

  synchronized void streams(PartStream stream) {
    parts = stream;
    if (cancelled) stream.stop();
  }

  /** Tells its code that the work is not wanted any more. */
  synchronized void cancel() {
    if (cancelled) return;
    cancelled = true;
    if (parts != null) parts.stop();
    if (thread != null) thread.interrupt();
  }
}
