package io.lyceum.agent;

import io.lyceum.Failure;
import io.lyceum.Payload;
import io.lyceum.errors.ErrorDetails;
import io.lyceum.errors.LyceumException;
import io.lyceum.errors.MessageTooLargeException;
import io.lyceum.internal.Failures;
import io.lyceum.internal.exchange.Messenger;
import io.lyceum.internal.values.Values;
import io.lyceum.v1.AnswerStatus;
import io.lyceum.v1.Envelope;

/** Makes answers to requests. */
final class Answer {
  private Answer() {}

  /** It went well, and there is nothing to tell. */
  static Envelope ok() {
    return Envelope.newBuilder().setStatus(AnswerStatus.ANSWER_STATUS_OK).build();
  }

  /** It was not done, or went wrong. */
  static Envelope not(AnswerStatus status, Failure failure) {
    return Envelope.newBuilder().setStatus(status).setFailure(failure.toProto()).build();
  }

  /** The action's code threw. */
  static Envelope failed(Throwable thrown, int parts) {
    Failure failure;
    try {
      failure = Failures.of(thrown);
    } catch (Throwable bad) {
      failure = Failure.of("java.lang.Throwable", "what was thrown cannot be described");
    }
    return not(AnswerStatus.ANSWER_STATUS_FAILED, failure).toBuilder().setPart(parts).build();
  }

  /** The action returned; a result that cannot be sent is a failure. */
  static Envelope of(String action, Object result, int parts) {
    try {
      Payload payload = Values.write(result);
      int bytes = payload.data().size();
      if (bytes > Messenger.MAX_BODY_BYTES) throw tooLarge("it has " + bytes + " bytes, the most is " + Messenger.MAX_BODY_BYTES);
      Envelope.Builder answer = Envelope.newBuilder().setStatus(AnswerStatus.ANSWER_STATUS_OK).setPart(parts);
      return answer.setMediaType(payload.mediaType()).setBody(payload.data()).build();
    } catch (LyceumException error) {
      Failure failure = Failures.of(error).withMessage("the result of " + action + " cannot be sent: " + error.getMessage());
      return not(AnswerStatus.ANSWER_STATUS_FAILED, failure.asNonRetryable()).toBuilder().setPart(parts).build();
    }
  }

  static LyceumException tooLarge(String message) {
    return new MessageTooLargeException(message + "; send less, or in several parts", ErrorDetails.ofReason("MESSAGE_TOO_LARGE"));
  }
}
