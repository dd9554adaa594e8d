package io.lyceum.agent;

import io.lyceum.EntityId;
import io.lyceum.Handle;
import io.lyceum.Trace;
import java.time.Instant;
import java.util.Optional;

/** What an action's code can learn of its request, and do about it. */
public final class ActionContext {
  private final RunningAction action;
  private final ReceivedArguments arguments;

  ActionContext(RunningAction action, ReceivedArguments arguments) {
    this.action = action;
    this.arguments = arguments;
  }

  /** What it was called with. */
  public ReceivedArguments arguments() {
    return arguments;
  }

  /** The agent, whose action it is. */
  public AgentContext agent() {
    return action.agent();
  }

  /** Who asked. */
  public EntityId caller() {
    return EntityId.of(action.held().envelope().getSrc());
  }

  /** Name of the action. */
  public String action() {
    return action.held().envelope().getAction();
  }

  /** Which delivery of the request this is, from 1. */
  public int attempt() {
    return action.held().attempt();
  }

  /** When the answer is due; absent when it never is. */
  public Optional<Instant> deadline() {
    return Optional.ofNullable(action.deadline());
  }

  /** Trace of the request; absent when it has none. */
  public Optional<Trace> trace() {
    return Optional.ofNullable(action.trace());
  }

  /** A handle of another agent, whose calls are this agent's and belong to the trace of the request. */
  public Handle handle(EntityId other) {
    return action.handle(other);
  }

  /** Whether the work is not wanted any more: the action was cancelled, or is late. Its thread is interrupted, too. */
  public boolean isCancelled() {
    return action.cancelled();
  }

  /** Lets the agent end once this action has returned, which is not cancelled for it; its mailbox ends as its configuration says. */
  public void shutdown() {
    action.exempt();
    agent().shutdown();
  }

  /** As {@link #shutdown()}, and says whether its mailbox ends with it. */
  public void shutdown(boolean terminate) {
    action.exempt();
    agent().shutdown(terminate);
  }
}
