package io.lyceum.internal.values;

import io.lyceum.EntityId;
import io.lyceum.Handle;

/** Makes a handle of an id that came as data. */
public interface HandleMaker {
  /** The handle. */
  Handle handle(EntityId agent);
}
