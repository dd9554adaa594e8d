package io.lyceum.internal.exchange;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.lyceum.EntityId;
import io.lyceum.errors.ClosedException;
import io.lyceum.errors.ErrorDetails;
import io.lyceum.errors.ExpiredException;
import io.lyceum.errors.LyceumException;
import io.lyceum.errors.MessageTooLargeException;
import java.time.Duration;
import java.util.Map;

/** Why requests come to nothing on this side. */
final class Refusals {
  private Refusals() {}

  /** Who would send it is closed; the cause, where it is told, is why. */
  static LyceumException closed(EntityId entity, Throwable cause) {
    return new ClosedException(entity + " is closed", ErrorDetails.ofCode(Status.Code.CANCELLED).withCause(cause));
  }

  static LyceumException expired(Duration timeout) {
    return new ExpiredException("no answer came within " + timeout.toMillis() + " ms", ErrorDetails.ofReason("EXPIRED"));
  }

  /** Null for a body that is not too large. */
  static LyceumException tooLarge(ByteString body, int limit) {
    if (body.size() <= limit) return null;
    String message = "the body has " + body.size() + " bytes, no message may have more than " + limit + "; send less, or in several messages";
    Map<String, String> facts = Map.of("size", String.valueOf(body.size()), "limit", String.valueOf(limit));
    return new MessageTooLargeException(message, ErrorDetails.ofReason("MESSAGE_TOO_LARGE").withFacts(facts));
  }
}
