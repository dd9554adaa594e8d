package io.lyceum.examples;

import io.lyceum.agent.Host;

/** What the server starts for a kind of its catalogue: {@code argv: [clients/java/task.sh, example, CounterHost]}. */
public final class CounterHost {
  private CounterHost() {}

  /** Hosts one attempt of a run; the launch may say where to begin. */
  public static void main(String[] arguments) {
    Host host = Host.of(context -> CounterAgent.startingAt(context.arguments().get(0, Integer.class, 0)));
    System.exit(host.run().exitCode());
  }
}
