package io.lyceum.internal.exchange;

import io.grpc.Status;
import io.lyceum.Failure;
import io.lyceum.errors.AgentException;
import io.lyceum.errors.ErrorDetails;
import io.lyceum.errors.Errors;
import io.lyceum.errors.InvalidStateException;
import io.lyceum.errors.LyceumException;
import io.lyceum.v1.AnswerStatus;
import io.lyceum.v1.Envelope;
import java.util.Map;

/** Makes the SDK's errors of answers that tell of one. */
public final class Answers {
  private static final String PREFIX = "ANSWER_STATUS_";

  private Answers() {}

  /** What a request failed with; null when it went well. */
  public static LyceumException errorOf(Envelope answer) {
    AnswerStatus status = answer.getStatus();
    if (status == AnswerStatus.ANSWER_STATUS_OK) return null;
    Failure told = answer.hasFailure() ? Failure.of(answer.getFailure()) : null;
    if (status == AnswerStatus.ANSWER_STATUS_FAILED) {
      return new AgentException(told == null ? new Failure("Error", "the agent did not say why", "", false, null, "") : told);
    }
    String message = told == null ? "the request was not carried out" : told.message();
    AgentException cause = told == null || told.cause() == null ? null : new AgentException(told.cause());
    if (status == AnswerStatus.ANSWER_STATUS_INVALID_STATE) {
      return new InvalidStateException(message, ErrorDetails.ofCode(Status.Code.FAILED_PRECONDITION).withCause(cause));
    }
    Map<String, String> facts = answer.hasSrc() ? Map.of("uid", answer.getSrc().getUid()) : Map.of();
    return Errors.of(message, ErrorDetails.ofReason(reasonOf(status)).withFacts(facts).withCause(cause));
  }

  private static String reasonOf(AnswerStatus status) {
    String name = status == AnswerStatus.UNRECOGNIZED ? "UNKNOWN" : status.name().substring(PREFIX.length());
    return status == AnswerStatus.ANSWER_STATUS_CANCELLED ? "REQUEST_CANCELLED" : name;
  }
}
