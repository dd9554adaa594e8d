package io.lyceum.errors;

import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What an error carries beside its message.
 *
 * @param reason why, from the closed list of reasons; empty means that nobody stated one
 * @param code the call's status; null means the one that the reason has
 * @param facts for programs: uid, size, limit
 * @param retryDelay when trying again may help; null means that it does not help
 * @param violations what is wrong with the request, field by field
 * @param cause what led to it; null means nothing else did
 */
public record ErrorDetails(
    String reason, Status.Code code, Map<String, String> facts, Duration retryDelay, List<FieldViolation> violations, Throwable cause) {
  private static final ErrorDetails NONE = new ErrorDetails("", null, Map.of(), null, List.of(), null);

  /** Copies what could change. */
  public ErrorDetails {
    facts = Map.copyOf(facts);
    violations = List.copyOf(violations);
  }

  /** Nothing but the message. */
  public static ErrorDetails none() {
    return NONE;
  }

  /** A reason of the closed list, with the status that it has. */
  public static ErrorDetails ofReason(String reason) {
    return NONE.withReason(reason).withCode(Errors.codeOf(reason));
  }

  /** A bare status. */
  public static ErrorDetails ofCode(Status.Code code) {
    return NONE.withCode(code);
  }

  /** The same with another reason. */
  public ErrorDetails withReason(String reason) {
    return new ErrorDetails(reason, code, facts, retryDelay, violations, cause);
  }

  /** The same with another status. */
  public ErrorDetails withCode(Status.Code code) {
    return new ErrorDetails(reason, code, facts, retryDelay, violations, cause);
  }

  /** The same with other facts. */
  public ErrorDetails withFacts(Map<String, String> facts) {
    return new ErrorDetails(reason, code, facts, retryDelay, violations, cause);
  }

  /** The same with another delay; null means that trying again does not help. */
  public ErrorDetails withRetryDelay(Duration retryDelay) {
    return new ErrorDetails(reason, code, facts, retryDelay, violations, cause);
  }

  /** The same with other violations. */
  public ErrorDetails withViolations(List<FieldViolation> violations) {
    return new ErrorDetails(reason, code, facts, retryDelay, violations, cause);
  }

  /** The same with another cause. */
  public ErrorDetails withCause(Throwable cause) {
    return new ErrorDetails(reason, code, facts, retryDelay, violations, cause);
  }
}
