package io.lyceum.agent;

/** Code of an agent that runs at a time of its life: at its start or end, as a loop, at an interval. */
@FunctionalInterface
public interface AgentHook {
  /** Does it. A loop's thread is interrupted when the agent is to end, and an {@link InterruptedException} is its good end then. */
  void run(AgentContext context) throws Exception;
}
