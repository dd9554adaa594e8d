package io.lyceum;

import java.util.List;

/**
 * An agent to register.
 *
 * @param name for people; may be empty
 * @param lineage types from its own to the most general; at least one
 * @param uid chosen by the client, so that it is the same agent each time; empty means that the server makes one
 */
public record NewAgent(String name, List<String> lineage, String uid) {
  /** An agent of one type, which the server names. */
  public static NewAgent of(String type) {
    return new NewAgent("", List.of(type), "");
  }
}
