"""The one mapping from the API's reasons and statuses to the SDK's errors."""

from __future__ import annotations

from lyceum import errors
from lyceum.errors import ErrorDetails, LyceumError

KNOWN: dict[str, tuple[type[LyceumError], str]] = {
    "INVALID_FIELD": (errors.InvalidRequestError, "INVALID_ARGUMENT"),
    "MESSAGE_TOO_LARGE": (errors.MessageTooLargeError, "INVALID_ARGUMENT"),
    "ID_REUSED": (errors.InvalidRequestError, "INVALID_ARGUMENT"),
    "INVALID_ARGUMENTS": (errors.InvalidArgumentsError, "INVALID_ARGUMENT"),
    "MAILBOX_NOT_FOUND": (errors.MailboxNotFoundError, "NOT_FOUND"),
    "MANAGER_NOT_FOUND": (errors.NotFoundError, "NOT_FOUND"),
    "RUN_NOT_FOUND": (errors.NotFoundError, "NOT_FOUND"),
    "EXECUTOR_NOT_FOUND": (errors.ExecutorNotFoundError, "NOT_FOUND"),
    "TEMPLATE_NOT_FOUND": (errors.ExecutorNotFoundError, "NOT_FOUND"),
    "KIND_NOT_FOUND": (errors.KindNotFoundError, "NOT_FOUND"),
    "NOT_LAUNCHED_HERE": (errors.NotLaunchedHereError, "NOT_FOUND"),
    "ACTION_NOT_FOUND": (errors.ActionNotFoundError, "NOT_FOUND"),
    "REQUEST_NOT_FOUND": (errors.NotFoundError, "NOT_FOUND"),
    "DEAD_LETTER_NOT_FOUND": (errors.NotFoundError, "NOT_FOUND"),
    "MAILBOX_TERMINATED": (errors.MailboxTerminatedError, "FAILED_PRECONDITION"),
    "MANAGER_CLOSED": (errors.ManagerClosedError, "FAILED_PRECONDITION"),
    "ALREADY_EXECUTED": (errors.AlreadyExecutedError, "FAILED_PRECONDITION"),
    "ALREADY_RUNNING": (errors.AlreadyExecutedError, "FAILED_PRECONDITION"),
    "NO_DEFAULT_EXECUTOR": (errors.NoDefaultExecutorError, "FAILED_PRECONDITION"),
    "DEFAULT_MANAGER": (errors.InvalidStateError, "FAILED_PRECONDITION"),
    "RUN_ENDED": (errors.InvalidStateError, "FAILED_PRECONDITION"),
    "SESSION_ENDED": (errors.ClosedError, "FAILED_PRECONDITION"),
    "INCOMPATIBLE_PROTOCOL": (errors.IncompatibleProtocolError, "FAILED_PRECONDITION"),
    "EXECUTOR_EXISTS": (errors.AlreadyExistsError, "ALREADY_EXISTS"),
    "UID_TAKEN": (errors.AlreadyExistsError, "ALREADY_EXISTS"),
    "SUPERSEDED": (errors.SupersededError, "ABORTED"),
    "HOST_LOST": (errors.HostLostError, "ABORTED"),
    "UNDELIVERABLE": (errors.UndeliverableError, "ABORTED"),
    "CURSOR_EXPIRED": (errors.CursorExpiredError, "OUT_OF_RANGE"),
    "MAILBOX_FULL": (errors.OverloadedError, "RESOURCE_EXHAUSTED"),
    "TOO_MANY_OUTSTANDING": (errors.OverloadedError, "RESOURCE_EXHAUSTED"),
    "QUOTA_EXCEEDED": (errors.QuotaExceededError, "RESOURCE_EXHAUSTED"),
    "TOKEN_MISSING": (errors.UnauthenticatedError, "UNAUTHENTICATED"),
    "TOKEN_INVALID": (errors.UnauthenticatedError, "UNAUTHENTICATED"),
    "TOKEN_EXPIRED": (errors.UnauthenticatedError, "UNAUTHENTICATED"),
    "NOT_PERMITTED": (errors.NotPermittedError, "PERMISSION_DENIED"),
    "SERVER_DRAINING": (errors.UnavailableError, "UNAVAILABLE"),
    "STORE_UNAVAILABLE": (errors.UnavailableError, "UNAVAILABLE"),
    "EXPIRED": (errors.ExpiredError, "DEADLINE_EXCEEDED"),
    "REQUEST_CANCELLED": (errors.ActionCancelledError, "CANCELLED"),
    "UNSUPPORTED": (errors.UnsupportedError, "FAILED_PRECONDITION"),
    "INTERNAL": (errors.LyceumError, "INTERNAL"),
}
"""Class and status of each reason, in the order of `lyceum.v1.Reason`."""

_BARE: dict[str, type[LyceumError]] = {
    "INVALID_ARGUMENT": errors.InvalidRequestError,
    "DEADLINE_EXCEEDED": errors.DeadlineError,
    "NOT_FOUND": errors.NotFoundError,
    "ALREADY_EXISTS": errors.AlreadyExistsError,
    "PERMISSION_DENIED": errors.NotPermittedError,
    "FAILED_PRECONDITION": errors.InvalidStateError,
    "OUT_OF_RANGE": errors.CursorExpiredError,
    "UNIMPLEMENTED": errors.UnsupportedError,
    "UNAVAILABLE": errors.UnavailableError,
    "UNAUTHENTICATED": errors.UnauthenticatedError,
}
"""Classes of statuses that come without a reason: from a proxy, from the transport, from another server."""


def error_of(message: str, details: ErrorDetails) -> LyceumError:
    """Makes the error of a reason or, where none was stated, of a status; an unknown reason is kept as it is."""
    known = KNOWN.get(details.reason)
    code = details.code or (known[1] if known else "UNKNOWN")
    cls = known[0] if known else _BARE.get(code, LyceumError)
    return cls(
        message,
        reason=details.reason,
        code=code,
        facts=details.facts,
        retry_delay=details.retry_delay,
        violations=details.violations,
    )
