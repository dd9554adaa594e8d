package io.lyceum;

import io.lyceum.errors.ActionCancelledException;
import java.util.concurrent.CancellationException;

/** What a call that its caller cancelled ends with; its cause is the SDK's own error of that, with reason REQUEST_CANCELLED. */
public final class CallCancelledException extends CancellationException {
  private static final long serialVersionUID = 1L;

  CallCancelledException(ActionCancelledException cause) {
    super(cause.getMessage());
    initCause(cause);
  }
}
