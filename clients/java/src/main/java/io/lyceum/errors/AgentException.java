package io.lyceum.errors;

import io.lyceum.Failure;

/** What went wrong inside an agent, in any language. Its cause is the remote cause, an {@code AgentException} too. */
public class AgentException extends LyceumException {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  /** Raises what an agent failed with. */
  public AgentException(Failure failure) {
    super(failure.message(), ErrorDetails.none().withCause(failure.cause() == null ? null : new AgentException(failure.cause())));
    this.failure = failure;
  }

  /** What the agent told. */
  public Failure failure() {
    return failure;
  }

  /** Name of the error's class or kind, as its language has it. */
  public String type() {
    return failure.type();
  }

  /** Stack trace of the agent's side, in its language's format; empty means none. */
  public String remoteStack() {
    return failure.stack();
  }

  /** Whether running again cannot help. */
  public boolean nonRetryable() {
    return failure.nonRetryable();
  }

  /** Language of the program that failed; empty where the server states the failure. */
  public String language() {
    return failure.language();
  }
}
