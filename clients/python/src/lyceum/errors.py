"""What the SDK raises: every error is a `LyceumError`; tell one from another by class or by `reason`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FieldViolation:
    """A field of a request that is missing or malformed."""

    field: str
    description: str


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong inside an agent, in any language: plain data that travels."""

    type: str
    message: str
    stack: str = ""
    non_retryable: bool = False
    cause: Failure | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class ErrorDetails:
    """What an error carries beside its message."""

    reason: str = ""
    """Why, from the API's closed list; empty means that nobody stated one."""
    code: str = ""
    """Name of the gRPC status; empty means the one that the reason has."""
    facts: Mapping[str, str] = field(default_factory=dict)
    retry_delay: float | None = None
    violations: Sequence[FieldViolation] = ()


class LyceumError(Exception):
    """What every error of the SDK is."""

    default_reason = ""
    default_code = "UNKNOWN"

    def __init__(
        self,
        message: str,
        *,
        reason: str = "",
        code: str = "",
        facts: Mapping[str, str] | None = None,
        retry_delay: float | None = None,
        violations: Sequence[FieldViolation] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason or self.default_reason
        """Why: a name of the API's closed list of reasons; empty where nobody stated one."""
        self.code = code or self.default_code
        """Name of the gRPC status."""
        self.facts: Mapping[str, str] = dict(facts or {})
        """For programs: uid, size, limit."""
        self.retry_delay = retry_delay
        """Seconds after which trying again may help; None means that it does not help."""
        self.violations: Sequence[FieldViolation] = tuple(violations)
        """What is wrong with the request, field by field."""

    def __reduce__(self) -> tuple[object, ...]:
        """Errors travel between processes whole."""
        return (_rebuilt, (type(self), self.args, self.__dict__))


def _rebuilt(cls: type[LyceumError], args: tuple[object, ...], state: dict[str, object]) -> LyceumError:
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class NotFoundError(LyceumError):
    """Something that was named does not exist here, or the caller may not know of it."""

    default_code = "NOT_FOUND"


class MailboxNotFoundError(NotFoundError):
    """No such mailbox."""


class ActionNotFoundError(NotFoundError):
    """The agent has no action of this name."""


class NotLaunchedHereError(NotFoundError):
    """The agent was not launched by this manager."""


class ExecutorNotFoundError(NotFoundError):
    """The manager has no executor of this name, or the operator no such template."""


class KindNotFoundError(NotFoundError):
    """The operator's catalogue has no agent kind of this name."""


class MailboxTerminatedError(LyceumError):
    """The mailbox is terminated for good; the cause, where there is one, is the failure of its agent's run."""

    default_reason = "MAILBOX_TERMINATED"
    default_code = "FAILED_PRECONDITION"

    @property
    def uid(self) -> str:
        """Whose mailbox; empty where it was not told."""
        return self.facts.get("uid", "")


class InvalidRequestError(LyceumError):
    """A request is malformed; `violations` says where."""

    default_code = "INVALID_ARGUMENT"


class MessageTooLargeError(InvalidRequestError):
    """A body is larger than the server bears. Sending it again does not help."""

    default_reason = "MESSAGE_TOO_LARGE"

    @property
    def size(self) -> int:
        """Size of what was sent, in bytes; 0 where it was not told."""
        return int(self.facts.get("size", "0"))

    @property
    def limit(self) -> int:
        """The largest size, in bytes; 0 where it was not told."""
        return int(self.facts.get("limit", "0"))


class InvalidArgumentsError(InvalidRequestError):
    """Arguments cannot be decoded, or do not fit the action."""

    default_reason = "INVALID_ARGUMENTS"


class SerializationError(InvalidArgumentsError):
    """A value has no form that can travel: NaN, an infinity, a lone surrogate, an object of a class without one, a cycle."""


class DeadlineError(LyceumError, TimeoutError):
    """Time ran out; a `TimeoutError`, too."""

    default_code = "DEADLINE_EXCEEDED"


class ExpiredError(DeadlineError):
    """A request's deadline or queue time passed before it was answered."""

    default_reason = "EXPIRED"


class ActionCancelledError(LyceumError):
    """The request was cancelled by who manages the agent, or because the agent ended."""

    default_reason = "REQUEST_CANCELLED"
    default_code = "CANCELLED"


class HostLostError(LyceumError):
    """The agent's host had taken the request and was lost; the action may have run."""

    default_reason = "HOST_LOST"
    default_code = "ABORTED"


class UndeliverableError(LyceumError):
    """Delivered as often as allowed, never settled; there is a dead letter."""

    default_reason = "UNDELIVERABLE"
    default_code = "ABORTED"


class SupersededError(LyceumError):
    """A newer attempt or session took over, for good."""

    default_reason = "SUPERSEDED"
    default_code = "ABORTED"


class ClosedError(LyceumError):
    """The session or client is over."""

    default_code = "CANCELLED"


class CursorExpiredError(LyceumError):
    """The server keeps no such state any more, or the cursor is too old."""

    default_code = "OUT_OF_RANGE"


class IncompatibleProtocolError(LyceumError):
    """The receiver does not accept this protocol."""

    default_code = "FAILED_PRECONDITION"


class UnsupportedError(LyceumError):
    """The receiver does not answer requests of this kind, as a user does not."""

    default_code = "FAILED_PRECONDITION"


class InvalidStateError(LyceumError):
    """The thing is in no state for this: a cancel of what has ended, an agent that does not run yet."""

    default_code = "FAILED_PRECONDITION"


class ManagerClosedError(InvalidStateError):
    """The manager is closing or closed."""

    default_reason = "MANAGER_CLOSED"


class AlreadyExecutedError(InvalidStateError):
    """The manager launched the agent before, or a run of it is under way."""


class NoDefaultExecutorError(InvalidStateError):
    """The launch names no executor and the manager has no default."""


class AlreadyExistsError(LyceumError):
    """The name or id is taken."""

    default_code = "ALREADY_EXISTS"


class OverloadedError(LyceumError):
    """The mailbox or the sender is at its bound; `retry_delay` says when to try again."""

    default_code = "RESOURCE_EXHAUSTED"


class QuotaExceededError(LyceumError):
    """The namespace has as many mailboxes, runs or stored bytes as its operator allows; end some first."""

    default_code = "RESOURCE_EXHAUSTED"


class NotPermittedError(LyceumError):
    """The caller may know of the thing, but not do this to it."""

    default_code = "PERMISSION_DENIED"


class UnauthenticatedError(LyceumError):
    """The credential is missing, wrong or too old."""

    default_code = "UNAUTHENTICATED"


class UnavailableError(LyceumError):
    """The server cannot be reached, is stopping, or its store takes no writes; try again."""

    default_code = "UNAVAILABLE"


class StreamBrokenError(LyceumError):
    """Parts of a streamed result came to nothing: the stream began again, or some were lost on the way."""


class AgentError(LyceumError):
    """What went wrong inside an agent, in any language. Its `__cause__` is the remote cause, an `AgentError` too."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure
        if failure.cause is not None:
            self.__cause__ = AgentError(failure.cause)

    @property
    def type(self) -> str:
        """Name of the error's class or kind, as its language has it."""
        return self.failure.type

    @property
    def remote_stack(self) -> str:
        """Stack trace of the agent's side, in its language's format; empty means none."""
        return self.failure.stack

    @property
    def non_retryable(self) -> bool:
        """Whether running again cannot help."""
        return self.failure.non_retryable

    @property
    def language(self) -> str:
        """Language of the program that failed; empty where the server states the failure."""
        return self.failure.language
