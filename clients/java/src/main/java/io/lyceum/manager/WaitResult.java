package io.lyceum.manager;

import io.lyceum.EntityId;
import java.util.List;

/**
 * What a wait came to.
 *
 * @param done runs that have ended
 * @param pending agents whose runs have not
 */
public record WaitResult(List<Run> done, List<EntityId> pending) {}
