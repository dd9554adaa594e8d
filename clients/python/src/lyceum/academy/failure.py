"""Exceptions as failures that programs in any language can read."""

from __future__ import annotations

import traceback

from lyceum.v1.message_pb2 import Failure

_MOST_STACK = 32_768
_DEEPEST = 8
_LONGEST = 8_192


def failure_of(error: BaseException, depth: int = 1) -> Failure:
    """Writes an exception with its stack and what led to it, at most 8 deep."""
    stack = "".join(traceback.format_exception(type(error), error, error.__traceback__, chain=False))
    failure = Failure(type=type(error).__name__, message=clean(str(error), _LONGEST), stack=clean(stack, _MOST_STACK), language="python")
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is None and isinstance(error, BaseExceptionGroup):
        cause = error.exceptions[0]
    if cause is not None and depth < _DEEPEST:
        failure.cause.CopyFrom(failure_of(cause, depth + 1))
    return failure


def clean(text: str, most: int) -> str:
    """A text that can be sent: at most so many bytes, and whole characters."""
    return text.encode("utf-8", "replace")[:most].decode("utf-8", "ignore")
