"""Errors as Academy's programs know them: what the exchange raises is always an `academy.exception.ExchangeError`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from academy.exception import (
    ActionCancelledError,
    BadEntityIdError,
    ExchangeError,
    ForbiddenError,
    MailboxTerminatedError,
    MessageTooLargeError,
    UnauthorizedError,
)

from lyceum.errors import LyceumError

if TYPE_CHECKING:
    from academy.identifier import EntityId


class LyceumExchangeError(ExchangeError):
    """What Academy has no error of its own for. `reason` and `code` are those of the `lyceum.errors.LyceumError` that is its cause."""

    def __init__(self, message: str, reason: str = "", code: str = "UNKNOWN") -> None:
        # Not the next class's: Academy's own, beside which this one may stand, take no message.
        Exception.__init__(self, message)
        self.reason = reason
        self.code = code

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (*self.args, self.reason, self.code)


class NotAnsweredError(LyceumExchangeError):
    """The exchange answered in the agent's place: nobody took the request in time, or as often as allowed (`reason` says which)."""


class AgentHostLostError(NotAnsweredError, ActionCancelledError):
    """The agent had begun with the action, and its host was lost: the action may have run."""

    def __init__(self, message: str, reason: str = "HOST_LOST", code: str = "ABORTED") -> None:
        NotAnsweredError.__init__(self, message, reason, code)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (*self.args, self.reason, self.code)


class RemoteFailureError(Exception):
    """What went wrong in an agent that is not Academy's, with the name of the error's type and the stack that its language has."""

    def __init__(self, message: str, type_name: str = "", stack: str = "") -> None:
        super().__init__(message)
        self.type_name = type_name
        self.stack = stack

    def __str__(self) -> str:
        return f"{self.type_name}: {self.args[0]}" if self.type_name else str(self.args[0])

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (*self.args, self.type_name, self.stack)


def academy_error(error: LyceumError, uid: EntityId) -> ExchangeError:
    """Makes Academy's error, where it has one; `uid` is whom the call was about. The SDK's error is its cause."""
    made = _academy_error(error, uid)
    made.__cause__ = error
    return made


def _academy_error(error: LyceumError, uid: EntityId) -> ExchangeError:
    if error.reason in ("MAILBOX_NOT_FOUND", "RUN_NOT_FOUND"):
        return BadEntityIdError(uid)
    if error.reason == "MAILBOX_TERMINATED":
        return MailboxTerminatedError(uid)
    if error.reason == "MESSAGE_TOO_LARGE":
        return MessageTooLargeError(int(error.facts.get("size", "0")), int(error.facts.get("limit", "0")))
    if error.code == "PERMISSION_DENIED" or error.reason == "UID_TAKEN":
        return ForbiddenError(error.message)
    if error.code == "UNAUTHENTICATED":
        return UnauthorizedError(error.message)
    return LyceumExchangeError(error.message, error.reason, error.code)
