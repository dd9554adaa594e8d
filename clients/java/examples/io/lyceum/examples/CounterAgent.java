package io.lyceum.examples;

import io.lyceum.agent.Action;
import io.lyceum.agent.Agent;
import java.util.concurrent.atomic.AtomicInteger;

/** An agent that counts. */
final class CounterAgent {
  private CounterAgent() {}

  /** Makes one that begins somewhere. */
  static Agent startingAt(int start) {
    AtomicInteger count = new AtomicInteger(start);
    Action increment = Action.named("increment").doc("Adds to the count; tells the new one.").optional("by", Integer.class).returns(Integer.class);
    return Agent.builder("Counter")
        .doc("Counts.")
        .action(increment, context -> count.addAndGet(context.arguments().get("by", Integer.class, 1)))
        .stream(
            Action.named("countdown").doc("Counts down, a number at a time.").parameter("from", Integer.class),
            (context, parts) -> {
              for (int number = context.arguments().get("from", Integer.class); number > 0; number--) parts.send(number);
              return "lift-off";
            })
        .action(
            Action.named("sleep").doc("Sleeps until it is cancelled.").withoutParameters(),
            context -> {
              Thread.sleep(60_000);
              return "slept well";
            })
        .build();
  }
}
