package io.lyceum.manager;

import io.lyceum.Handle;
import io.lyceum.errors.ErrorDetails;
import io.lyceum.errors.LyceumException;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Some launches of a batch failed; the others run. */
public final class LaunchBatchException extends LyceumException {
  private static final long serialVersionUID = 1L;

  private final transient List<Handle> handles;
  private final transient Map<Integer, LyceumException> errors;

  LaunchBatchException(List<Handle> handles, Map<Integer, LyceumException> errors) {
    super(messageOf(handles, errors), ErrorDetails.ofReason(first(errors).reason()).withCause(first(errors)));
    this.handles = Collections.unmodifiableList(handles);
    this.errors = Collections.unmodifiableMap(errors);
  }

  /** Of each launch, in their order; null for those that failed. */
  public List<Handle> handles() {
    return handles;
  }

  /** What launches failed with, by their place in the batch, from 0. */
  public Map<Integer, LyceumException> errors() {
    return errors;
  }

  private static LyceumException first(Map<Integer, LyceumException> errors) {
    return errors.values().iterator().next();
  }

  private static String messageOf(List<Handle> handles, Map<Integer, LyceumException> errors) {
    return errors.size() + " of " + handles.size() + " agents were not launched: " + first(errors).getMessage();
  }
}
