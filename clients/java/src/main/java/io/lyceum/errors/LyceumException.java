package io.lyceum.errors;

import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What every error of the SDK is: catch it, and tell one from another by class or by {@link #reason}. */
public class LyceumException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;
  private final Status.Code code;
  private final transient Map<String, String> facts;
  private final Duration retryDelay;
  private final transient List<FieldViolation> violations;

  /** Made of a message for people and what programs need to know. */
  public LyceumException(String message, ErrorDetails details) {
    super(message, details.cause());
    reason = details.reason();
    code = details.code() == null ? Status.Code.UNKNOWN : details.code();
    facts = details.facts();
    retryDelay = details.retryDelay();
    violations = details.violations();
  }

  /**
   * The SDK's error in what a future threw, which wraps it: {@link ExecutionException}, {@link CompletionException}, {@link
   * CancellationException}. Anything else becomes the cause of an error of its own.
   */
  public static LyceumException of(Throwable thrown) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each instanceof LyceumException error) return error;
      boolean wraps = each instanceof ExecutionException || each instanceof CompletionException || each instanceof CancellationException;
      if (!wraps) break;
    }
    return new LyceumException(String.valueOf(thrown.getMessage()), ErrorDetails.none().withCause(thrown));
  }

  /** Why, from the API's closed list ({@code lyceum.v1.Reason} without prefix); empty where nobody stated one. */
  public String reason() {
    return reason;
  }

  /** The gRPC status of the call. */
  public Status.Code code() {
    return code;
  }

  /** For programs: uid, size, limit. */
  public Map<String, String> facts() {
    return facts == null ? Map.of() : facts;
  }

  /** When trying again may help; absent means that it does not help. */
  public Optional<Duration> retryDelay() {
    return Optional.ofNullable(retryDelay);
  }

  /** What is wrong with the request, field by field. */
  public List<FieldViolation> violations() {
    return violations == null ? List.of() : violations;
  }
}
