package io.lyceum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.lyceum.errors.ErrorDetails;
import io.lyceum.errors.Errors;
import io.lyceum.errors.FieldViolation;
import io.lyceum.errors.InvalidRequestException;
import io.lyceum.errors.LyceumException;
import io.lyceum.errors.OverloadedException;
import io.lyceum.errors.UnavailableException;
import io.lyceum.internal.rpc.StatusErrors;
import io.lyceum.v1.Reason;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class ErrorsTest {
  @Test
  void knowsEveryReasonOfTheApi() {
    Set<String> reasons =
        Arrays.stream(Reason.values())
            .filter(reason -> reason != Reason.UNRECOGNIZED && reason != Reason.REASON_UNSPECIFIED)
            .map(reason -> reason.name().substring("REASON_".length()))
            .collect(Collectors.toSet());
    assertEquals(reasons, Errors.knownReasons());
  }

  @Test
  void readsTheDetailsOfAStatus() {
    LyceumException error =
        of(
            com.google.rpc.Status.newBuilder()
                .setCode(Status.Code.RESOURCE_EXHAUSTED.value())
                .setMessage("full")
                .addDetails(Any.pack(ErrorInfo.newBuilder().setDomain("lyceum.v1").setReason("MAILBOX_FULL").putMetadata("uid", "7").build()))
                .addDetails(Any.pack(RetryInfo.newBuilder().setRetryDelay(com.google.protobuf.Duration.newBuilder().setNanos(5_000_000)).build()))
                .build());
    assertInstanceOf(OverloadedException.class, error);
    assertEquals("MAILBOX_FULL", error.reason());
    assertEquals("7", error.facts().get("uid"));
    assertEquals(Duration.ofMillis(5), error.retryDelay().orElseThrow());
  }

  @Test
  void readsFieldViolations() {
    BadRequest bad =
        BadRequest.newBuilder().addFieldViolations(BadRequest.FieldViolation.newBuilder().setField("spec.kind").setDescription("empty")).build();
    LyceumException error = of(com.google.rpc.Status.newBuilder().setCode(3).setMessage("no").addDetails(Any.pack(bad)).build());
    assertInstanceOf(InvalidRequestException.class, error);
    assertEquals(List.of(new FieldViolation("spec.kind", "empty")), error.violations());
  }

  @Test
  void keepsAnUnknownReason() {
    assertEquals("NEW", Errors.of("?", ErrorDetails.ofReason("NEW")).reason());
  }

  @Test
  void takesAResetStreamForAnUnreachableServer() {
    Status reset = Status.CANCELLED.withDescription("RST_STREAM closed stream. HTTP/2 error code: CANCEL");
    assertInstanceOf(UnavailableException.class, StatusErrors.of(reset, new Metadata()));
    Status closed = Status.UNKNOWN.withDescription("channel closed").withCause(new ClosedChannelException());
    assertInstanceOf(UnavailableException.class, StatusErrors.of(closed, new Metadata()));
    assertEquals(Status.Code.UNKNOWN, StatusErrors.of(Status.UNKNOWN.withDescription("the server's own"), new Metadata()).code());
  }

  @Test
  void findsItselfInWhatFuturesThrow() {
    LyceumException error = Errors.of("no", ErrorDetails.ofReason("EXPIRED"));
    ExecutionException wrapped =
        Assertions.assertThrows(ExecutionException.class, () -> CompletableFuture.failedFuture(error).thenApply(x -> x).get());
    assertEquals(error, LyceumException.of(wrapped));
  }

  private static LyceumException of(com.google.rpc.Status status) {
    StatusRuntimeException thrown = StatusProto.toStatusRuntimeException(status);
    return StatusErrors.of(thrown.getStatus(), thrown.getTrailers());
  }
}
