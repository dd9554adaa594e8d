package io.lyceum.internal.exchange;

import io.lyceum.errors.ErrorDetails;
import io.lyceum.errors.Errors;
import io.lyceum.errors.LyceumException;
import io.lyceum.internal.Times;
import io.lyceum.v1.ItemError;

/** Makes the SDK's errors of items that were refused, and of sessions that ended. */
final class ItemErrors {
  private static final String PREFIX = "REASON_";

  private ItemErrors() {}

  static LyceumException of(ItemError error) {
    var descriptor = error.getDescriptorForType().findFieldByName("reason");
    String name = ((com.google.protobuf.Descriptors.EnumValueDescriptor) error.getField(descriptor)).getName();
    String reason = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    ErrorDetails details = ErrorDetails.ofReason(reason).withFacts(error.getFactsMap());
    return Errors.of(error.getMessage(), error.hasRetryDelay() ? details.withRetryDelay(Times.of(error.getRetryDelay())) : details);
  }
}
