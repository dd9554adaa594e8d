package io.lyceum.errors;

import static io.grpc.Status.Code.ABORTED;
import static io.grpc.Status.Code.ALREADY_EXISTS;
import static io.grpc.Status.Code.CANCELLED;
import static io.grpc.Status.Code.DEADLINE_EXCEEDED;
import static io.grpc.Status.Code.FAILED_PRECONDITION;
import static io.grpc.Status.Code.INTERNAL;
import static io.grpc.Status.Code.INVALID_ARGUMENT;
import static io.grpc.Status.Code.NOT_FOUND;
import static io.grpc.Status.Code.OUT_OF_RANGE;
import static io.grpc.Status.Code.PERMISSION_DENIED;
import static io.grpc.Status.Code.RESOURCE_EXHAUSTED;
import static io.grpc.Status.Code.UNAUTHENTICATED;
import static io.grpc.Status.Code.UNAVAILABLE;
import static io.grpc.Status.Code.UNIMPLEMENTED;

import io.grpc.Status;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/** Class and status of every reason of the API's closed list, and the class of statuses that come without one. */
public final class Errors {
  private record Known(Status.Code code, BiFunction<String, ErrorDetails, LyceumException> make) {}

  private static final Map<String, Known> KNOWN = new LinkedHashMap<>();

  /** Classes of statuses that come without a reason: from a proxy, from the transport, from another server. */
  private static final Map<Status.Code, BiFunction<String, ErrorDetails, LyceumException>> BARE =
      Map.of(
          INVALID_ARGUMENT, InvalidRequestException::new,
          DEADLINE_EXCEEDED, LyceumTimeoutException::new,
          NOT_FOUND, NotFoundException::new,
          ALREADY_EXISTS, AlreadyExistsException::new,
          PERMISSION_DENIED, NotPermittedException::new,
          FAILED_PRECONDITION, InvalidStateException::new,
          OUT_OF_RANGE, CursorExpiredException::new,
          UNIMPLEMENTED, UnsupportedRequestException::new,
          UNAVAILABLE, UnavailableException::new,
          UNAUTHENTICATED, UnauthenticatedException::new);

  static {
    know("INVALID_FIELD", INVALID_ARGUMENT, InvalidRequestException::new);
    know("MESSAGE_TOO_LARGE", INVALID_ARGUMENT, MessageTooLargeException::new);
    know("ID_REUSED", INVALID_ARGUMENT, InvalidRequestException::new);
    know("INVALID_ARGUMENTS", INVALID_ARGUMENT, InvalidArgumentsException::new);
    know("MAILBOX_NOT_FOUND", NOT_FOUND, MailboxNotFoundException::new);
    know("MANAGER_NOT_FOUND", NOT_FOUND, NotFoundException::new);
    know("RUN_NOT_FOUND", NOT_FOUND, NotFoundException::new);
    know("EXECUTOR_NOT_FOUND", NOT_FOUND, ExecutorNotFoundException::new);
    know("TEMPLATE_NOT_FOUND", NOT_FOUND, ExecutorNotFoundException::new);
    know("KIND_NOT_FOUND", NOT_FOUND, KindNotFoundException::new);
    know("NOT_LAUNCHED_HERE", NOT_FOUND, NotLaunchedHereException::new);
    know("ACTION_NOT_FOUND", NOT_FOUND, ActionNotFoundException::new);
    know("REQUEST_NOT_FOUND", NOT_FOUND, NotFoundException::new);
    know("DEAD_LETTER_NOT_FOUND", NOT_FOUND, NotFoundException::new);
    know("MAILBOX_TERMINATED", FAILED_PRECONDITION, MailboxTerminatedException::new);
    know("MANAGER_CLOSED", FAILED_PRECONDITION, ManagerClosedException::new);
    know("ALREADY_EXECUTED", FAILED_PRECONDITION, AlreadyExecutedException::new);
    know("ALREADY_RUNNING", FAILED_PRECONDITION, AlreadyExecutedException::new);
    know("NO_DEFAULT_EXECUTOR", FAILED_PRECONDITION, NoDefaultExecutorException::new);
    know("DEFAULT_MANAGER", FAILED_PRECONDITION, InvalidStateException::new);
    know("RUN_ENDED", FAILED_PRECONDITION, InvalidStateException::new);
    know("SESSION_ENDED", FAILED_PRECONDITION, ClosedException::new);
    know("INCOMPATIBLE_PROTOCOL", FAILED_PRECONDITION, IncompatibleProtocolException::new);
    know("EXECUTOR_EXISTS", ALREADY_EXISTS, AlreadyExistsException::new);
    know("UID_TAKEN", ALREADY_EXISTS, AlreadyExistsException::new);
    know("SUPERSEDED", ABORTED, SupersededException::new);
    know("HOST_LOST", ABORTED, HostLostException::new);
    know("UNDELIVERABLE", ABORTED, UndeliverableException::new);
    know("CURSOR_EXPIRED", OUT_OF_RANGE, CursorExpiredException::new);
    know("MAILBOX_FULL", RESOURCE_EXHAUSTED, OverloadedException::new);
    know("TOO_MANY_OUTSTANDING", RESOURCE_EXHAUSTED, OverloadedException::new);
    know("QUOTA_EXCEEDED", RESOURCE_EXHAUSTED, QuotaExceededException::new);
    know("TOKEN_MISSING", UNAUTHENTICATED, UnauthenticatedException::new);
    know("TOKEN_INVALID", UNAUTHENTICATED, UnauthenticatedException::new);
    know("TOKEN_EXPIRED", UNAUTHENTICATED, UnauthenticatedException::new);
    know("NOT_PERMITTED", PERMISSION_DENIED, NotPermittedException::new);
    know("SERVER_DRAINING", UNAVAILABLE, UnavailableException::new);
    know("STORE_UNAVAILABLE", UNAVAILABLE, UnavailableException::new);
    know("EXPIRED", DEADLINE_EXCEEDED, ExpiredException::new);
    know("REQUEST_CANCELLED", CANCELLED, ActionCancelledException::new);
    know("UNSUPPORTED", FAILED_PRECONDITION, UnsupportedRequestException::new);
    know("INTERNAL", INTERNAL, LyceumException::new);
  }

  private Errors() {}

  /** Makes the error of a reason or, where none was stated, of a status; an unknown reason is kept as it is. */
  public static LyceumException of(String message, ErrorDetails details) {
    Known known = KNOWN.get(details.reason());
    if (known != null) return known.make.apply(message, details.code() == null ? details.withCode(known.code) : details);
    Status.Code code = details.code() == null ? Status.Code.UNKNOWN : details.code();
    return BARE.getOrDefault(code, LyceumException::new).apply(message, details.withCode(code));
  }

  /** Reasons that have a class of their own. */
  public static Set<String> knownReasons() {
    return Set.copyOf(KNOWN.keySet());
  }

  static Status.Code codeOf(String reason) {
    Known known = KNOWN.get(reason);
    return known == null ? null : known.code;
  }

  private static void know(String reason, Status.Code code, BiFunction<String, ErrorDetails, LyceumException> make) {
    KNOWN.put(reason, new Known(code, make));
  }
}
