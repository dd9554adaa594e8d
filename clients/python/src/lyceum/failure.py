"""What went wrong, as it travels."""

from __future__ import annotations

import traceback

from lyceum.errors import AgentError, Failure
from lyceum.v1 import message_pb2

LANGUAGE = "python"
_MAX_TEXT = 8_192
_MAX_STACK = 32_768
_MAX_CAUSES = 8


def failure_of(error: BaseException, depth: int = 0) -> Failure:
    """Describes an exception; it never raises. An `AgentError` that came from another agent stays what it was.

    An exception with an attribute `non_retryable` that is true says that running again cannot help.
    """
    if isinstance(error, AgentError):
        return error.failure
    try:
        message = str(error)
    except Exception:
        message = "what was raised cannot be described"
    try:
        stack = "".join(traceback.format_exception(error, chain=False))
    except Exception:
        stack = ""
    cause = _cause_of(error)
    return Failure(
        type=type(error).__name__,
        message=_cut(message, _MAX_TEXT),
        stack=_cut(stack, _MAX_STACK),
        non_retryable=getattr(error, "non_retryable", False) is True,
        cause=None if cause is None or depth + 1 >= _MAX_CAUSES else failure_of(cause, depth + 1),
        language=LANGUAGE,
    )


def failed_step(type: str, message: str, error: BaseException) -> Failure:
    """Says that a step failed because of an error: the error is the cause, and its stack is shown."""
    cause = failure_of(error, 1)
    text = _cut(f"{message}: {cause.message}", _MAX_TEXT)
    return Failure(type, text, cause.stack, cause.non_retryable, cause, LANGUAGE)


def own_failure(type: str, message: str, *, non_retryable: bool = False) -> Failure:
    """What this program itself says."""
    return Failure(type, message, non_retryable=non_retryable, language=LANGUAGE)


def join_failures(failures: list[Failure]) -> Failure | None:
    """One failure for several: one stays itself, none is None."""
    if len(failures) < 2:
        return failures[0] if failures else None
    first = failures[0]
    text = "; ".join(f"{failure.type}: {failure.message}" for failure in failures)
    message = _cut(f"{len(failures)} failures: {text}", _MAX_TEXT)
    lasting = any(failure.non_retryable for failure in failures)
    return Failure("ExceptionGroup", message, first.stack, lasting, first, LANGUAGE)


def failure_from_proto(proto: message_pb2.Failure) -> Failure:
    """Reads a failure of the API."""
    cause = failure_from_proto(proto.cause) if proto.HasField("cause") else None
    return Failure(proto.type, proto.message, proto.stack, proto.non_retryable, cause, proto.language)


def failure_to_proto(failure: Failure) -> message_pb2.Failure:
    """Writes a failure for the API."""
    return message_pb2.Failure(
        type=failure.type,
        message=failure.message,
        stack=failure.stack,
        non_retryable=failure.non_retryable,
        cause=None if failure.cause is None else failure_to_proto(failure.cause),
        language=failure.language,
    )


def _cause_of(error: BaseException) -> BaseException | None:
    if error.__cause__ is not None:
        return error.__cause__
    if error.__context__ is not None and not error.__suppress_context__:
        return error.__context__
    return error.exceptions[0] if isinstance(error, BaseExceptionGroup) else None


def _cut(text: str, limit: int) -> str:
    # What cannot be written as UTF-8 is replaced; a limit of bytes is kept.
    return text.encode("utf-8", "replace")[:limit].decode("utf-8", "ignore")
