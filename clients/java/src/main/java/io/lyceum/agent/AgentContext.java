package io.lyceum.agent;

import io.lyceum.EntityId;
import io.lyceum.Exchange;
import io.lyceum.Handle;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What an agent's code can learn of its life, and do in the agent's name. */
public final class AgentContext {
  private final Exchange exchange;
  private final int runAttempt;
  private final ReceivedArguments arguments;
  private final CompletableFuture<Void> ending = new CompletableFuture<>();
  private volatile Ender ender;

  /** Lets the agent end. */
  interface Ender {
    void end(Boolean terminate);
  }

  AgentContext(Exchange exchange, int runAttempt, ReceivedArguments arguments) {
    this.exchange = exchange;
    this.runAttempt = runAttempt;
    this.arguments = arguments;
  }

  /** The agent's own id. */
  public EntityId id() {
    return exchange.entity();
  }

  /** Attempt of its run, from 1; 0 where no manager runs it. */
  public int runAttempt() {
    return runAttempt;
  }

  /** What it was launched with. */
  public ReceivedArguments arguments() {
    return arguments;
  }

  /** The exchange, in the agent's name. */
  public Exchange exchange() {
    return exchange;
  }

  /** A handle of another agent, whose calls are this agent's. */
  public Handle handle(EntityId agent) {
    return exchange.handle(agent);
  }

  /** Whether the agent is to end: finish soon, or hand over. */
  public boolean isEnding() {
    return ending.isDone();
  }

  /** Done when the agent is to end. */
  public CompletableFuture<Void> ending() {
    return ending.copy();
  }

  /**
   * Waits, until the agent is to end at most.
   *
   * @return whether the time passed, so that a loop goes on: {@code while (context.pause(interval)) ...}
   */
  public boolean pause(Duration duration) throws InterruptedException {
    try {
      ending.get(duration.toMillis(), TimeUnit.MILLISECONDS);
      return false;
    } catch (TimeoutException passed) {
      return true;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Lets the agent end, once what runs has; its mailbox ends as its configuration says. */
  public void shutdown() {
    ender.end(null);
  }

  /** As {@link #shutdown()}, and says whether its mailbox ends with it. */
  public void shutdown(boolean terminate) {
    ender.end(terminate);
  }

  void bind(Ender by) {
    ender = by;
  }

  void end() {
    ending.complete(null);
  }
}
