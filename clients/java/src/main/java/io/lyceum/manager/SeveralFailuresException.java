package io.lyceum.manager;

import io.lyceum.errors.ErrorDetails;
import io.lyceum.errors.LyceumException;
import java.util.List;

/** Several things failed at once; each is suppressed here, too, so that stack traces show them. */
public final class SeveralFailuresException extends LyceumException {
  private static final long serialVersionUID = 1L;

  private final transient List<LyceumException> errors;

  private SeveralFailuresException(String message, List<LyceumException> errors) {
    super(errors.size() + " " + message + ": " + errors.get(0).getMessage() + " ...", ErrorDetails.none());
    this.errors = List.copyOf(errors);
    errors.forEach(this::addSuppressed);
  }

  /** Throws errors: none is nothing, one is itself, several are one of these. */
  static void raise(List<LyceumException> errors, String message) {
    if (errors.size() == 1) throw errors.get(0);
    if (errors.size() > 1) throw new SeveralFailuresException(message, errors);
  }

  /** All of them. */
  public List<LyceumException> errors() {
    return errors;
  }
}
