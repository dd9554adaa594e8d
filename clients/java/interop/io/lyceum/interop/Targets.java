package io.lyceum.interop;

import io.lyceum.EntityId;
import java.util.List;

/**
 * Whom the cases call.
 *
 * @param agent the agent
 * @param language language of its host
 * @param kind its kind in the catalogue
 * @param chain agents that a relay goes through
 * @param refusing url of a server that refuses every call, and says when to come back
 */
record Targets(EntityId agent, String language, String kind, List<EntityId> chain, String refusing) {}
