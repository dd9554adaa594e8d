package io.lyceum.internal.rpc;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.lyceum.errors.ErrorDetails;
import io.lyceum.errors.Errors;
import io.lyceum.errors.FieldViolation;
import io.lyceum.errors.LyceumException;
import io.lyceum.internal.Times;
import java.io.IOException;
import java.util.List;

/** Makes the SDK's errors of gRPC statuses. */
public final class StatusErrors {
  private static final String DOMAIN = "lyceum.v1";

  /** What grpc-java says of a connection, or a stream, that broke. */
  private static final List<String> RESETS = List.of("RST_STREAM closed stream", "end-of-stream mid-frame", "http2 exception");

  private StatusErrors() {}

  /**
   * Reads what a call ended with. A call that neither side ended on purpose (the connection was reset, the server was killed) is UNAVAILABLE,
   * whatever the transport calls it.
   */
  public static LyceumException of(Status status, Metadata trailers) {
    ErrorDetails details = read(status, trailers);
    Status.Code code = details.reason().isEmpty() && wasReset(status) ? Status.Code.UNAVAILABLE : status.getCode();
    return Errors.of(messageOf(status, code), details.withCode(code).withCause(status.getCause()));
  }

  /** The transport says no more than "io exception" where its cause knows that the connection was refused. */
  private static String messageOf(Status status, Status.Code code) {
    String message = status.getDescription() == null ? code.name() : status.getDescription();
    Throwable cause = status.getCause();
    return cause == null || cause.getMessage() == null ? message : message + ": " + cause.getMessage();
  }

  private static boolean wasReset(Status status) {
    // What the connection's own thread stumbles over when it is closed under its feet.
    if (status.getCode() == Status.Code.UNKNOWN && status.getCause() instanceof IOException) return true;
    String text = status.getDescription();
    if (text == null) return false;
    return switch (status.getCode()) {
      case CANCELLED, INTERNAL, UNKNOWN -> RESETS.stream().anyMatch(text::contains);
      default -> false;
    };
  }

  private static ErrorDetails read(Status status, Metadata trailers) {
    ErrorDetails read = ErrorDetails.none();
    if (trailers == null) return read;
    try {
      for (Any detail : StatusProto.fromStatusAndTrailers(status, trailers).getDetailsList()) read = readDetail(read, detail);
      return read;
    } catch (InvalidProtocolBufferException | RuntimeException error) {
      // Some proxies write their own bytes here; the bare status still tells what happened.
      return read;
    }
  }

  private static ErrorDetails readDetail(ErrorDetails read, Any detail) throws InvalidProtocolBufferException {
    if (detail.is(ErrorInfo.class)) {
      ErrorInfo info = detail.unpack(ErrorInfo.class);
      return info.getDomain().equals(DOMAIN) ? read.withReason(info.getReason()).withFacts(info.getMetadataMap()) : read;
    }
    if (detail.is(RetryInfo.class)) return read.withRetryDelay(Times.of(detail.unpack(RetryInfo.class).getRetryDelay()));
    if (detail.is(BadRequest.class)) {
      var violations = detail.unpack(BadRequest.class).getFieldViolationsList();
      return read.withViolations(violations.stream().map(each -> new FieldViolation(each.getField(), each.getDescription())).toList());
    }
    return read;
  }
}
