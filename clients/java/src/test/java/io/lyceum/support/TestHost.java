package io.lyceum.support;

import io.lyceum.agent.Action;
import io.lyceum.agent.ActionContext;
import io.lyceum.agent.Agent;
import io.lyceum.agent.AgentContext;
import io.lyceum.agent.Host;
import java.util.concurrent.atomic.AtomicInteger;

/** A program that the server starts, and that dies when it is asked to. */
public final class TestHost {
  private TestHost() {}

  /** Hosts one attempt of a run. */
  public static void main(String[] arguments) {
    System.exit(Host.of(TestHost::make).run().exitCode());
  }

  private static Agent make(AgentContext context) {
    if (context.arguments().has("fail")) throw new IllegalArgumentException("made to fail");
    AtomicInteger count = new AtomicInteger();
    return Agent.builder("Mortal")
        .action("count", action -> count.incrementAndGet())
        .action("pid", action -> ProcessHandle.current().pid())
        .action("attempt", action -> context.runAttempt())
        .action("die", TestHost::die)
        .action(Action.named("survive").redeliverable(), TestHost::survive)
        .build();
  }

  private static Object die(ActionContext action) {
    Runtime.getRuntime().halt(9);
    return null;
  }

  private static Object survive(ActionContext action) {
    if (action.attempt() == 1) Runtime.getRuntime().halt(9);
    return action.attempt();
  }
}
