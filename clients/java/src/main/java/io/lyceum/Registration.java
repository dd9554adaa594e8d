package io.lyceum;

import java.util.List;

/**
 * An agent's id and types, made before it runs.
 *
 * @param agent the agent
 * @param lineage its types, from its own to the most general
 */
public record Registration(EntityId agent, List<String> lineage) implements Target {
  /** Reads a registration of the API. */
  public static Registration of(io.lyceum.v1.Registration registration) {
    return new Registration(EntityId.of(registration.getEntity()), List.copyOf(registration.getLineageList()));
  }
}
