package io.lyceum;

/** What names an agent, and with it its latest run; a run names itself. */
public interface Target {
  /** The agent. */
  EntityId agent();
}
