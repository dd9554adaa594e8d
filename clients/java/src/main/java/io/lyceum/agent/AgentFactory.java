package io.lyceum.agent;

/** Makes the agent of an attempt. */
@FunctionalInterface
public interface AgentFactory {
  /** Makes it, with the arguments that it was launched with. */
  Agent make(AgentContext context) throws Exception;
}
