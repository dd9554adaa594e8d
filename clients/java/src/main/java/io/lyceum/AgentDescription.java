package io.lyceum;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.util.List;

/**
 * What an agent can do, as it tells itself.
 *
 * @param lineage its types, from its own to the most general
 * @param doc what it is, for people; may be empty
 * @param actions its actions, by name
 * @param loops names of its loops, timers and events
 */
public record AgentDescription(List<String> lineage, String doc, List<ActionDescription> actions, List<String> loops) {
  /** Fills in what was left out. */
  public AgentDescription {
    lineage = lineage == null ? List.of() : List.copyOf(lineage);
    doc = doc == null ? "" : doc;
    actions = actions == null ? List.of() : List.copyOf(actions);
    loops = loops == null ? List.of() : List.copyOf(loops);
  }

  /**
   * An action of an agent.
   *
   * @param name its name
   * @param doc what it does, for people; may be empty
   * @param argumentsSchema JSON Schema of its arguments, as JSON text; empty means not told
   * @param resultSchema JSON Schema of its result, as JSON text; empty means not told
   * @param streaming whether it streams partial results
   * @param redeliverable whether it may run again after its host was lost
   */
  public record ActionDescription(
      String name,
      String doc,
      @JsonAlias("arguments_schema") String argumentsSchema,
      @JsonAlias("result_schema") String resultSchema,
      boolean streaming,
      boolean redeliverable) {
    /** Fills in what was left out. */
    public ActionDescription {
      doc = doc == null ? "" : doc;
      argumentsSchema = argumentsSchema == null ? "" : argumentsSchema;
      resultSchema = resultSchema == null ? "" : resultSchema;
    }
  }
}
