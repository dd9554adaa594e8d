package io.lyceum.manager;

import io.lyceum.EntityId;
import io.lyceum.Failure;
import io.lyceum.errors.AgentException;

/** What a run failed with: what went wrong in the agent or its host, and the run. */
public final class RunException extends AgentException {
  private static final long serialVersionUID = 1L;

  private final transient Run run;

  RunException(Run run) {
    super(run.failure().orElseGet(() -> Failure.of("RunFailed", "the run ended " + run.outcome().map(Outcome::name).orElse("without outcome"))));
    this.run = run;
  }

  /** The run. */
  public Run run() {
    return run;
  }

  /** Whose run. */
  public EntityId agent() {
    return run.agent();
  }
}
