import type { Agent, AgentClass } from "./agent.ts";

/** Makes an agent of a class. */
export function construct<A extends Agent>(type: AgentClass<A>, args: readonly unknown[]): A {
  return new (type as unknown as new (...args: readonly unknown[]) => A)(...args);
}
