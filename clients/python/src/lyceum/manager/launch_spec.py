"""What to launch, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lyceum.agent.agent import Agent
from lyceum.agent.table import table_of
from lyceum.durations import duration_of
from lyceum.entity import EntityId
from lyceum.exchange import Registration, types_of
from lyceum.payload import encode_arguments
from lyceum.runtime_config import RuntimeConfig
from lyceum.v1 import manager_pb2, message_pb2

Launchable = str | type[Agent] | Agent
"""A kind of the server's catalogue, or a class or object that this process hosts."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and when to run again."""

    max_retries: int
    """Runs after the first: at most this number + 1 attempts."""
    initial_backoff: float | None = None
    """Seconds before the first retry; None means none."""
    max_backoff: float | None = None
    """Longest wait; None means 60 s."""
    backoff_multiplier: float | None = None
    """Factor from wait to wait; None means 2."""
    non_retryable_types: Sequence[str] = ()
    """Failure types that are not retried."""


@dataclass(frozen=True, slots=True)
class Launch:
    """A launch, as its program wants it."""

    what: Launchable
    args: Sequence[object] = ()
    kwargs: Mapping[str, object] = field(default_factory=dict)
    config: RuntimeConfig | None = None
    executor: str | None = None
    name: str = ""
    registration: Registration | EntityId | None = None
    relaunch: bool = False
    retry: RetryPolicy | int | None = None
    elsewhere: bool = False
    """Whether another process hosts a class, which claims the run."""

    @property
    def local(self) -> bool:
        """Whether this process hosts it."""
        return not isinstance(self.what, str) and not self.elsewhere

    def to_proto(self, executor: str, registration: EntityId | None = None) -> manager_pb2.LaunchSpec:
        """Writes it for the API.

        Raises:
            SerializationError: an argument cannot be sent.
        """
        media_type, data = ("", b"") if self.local else encode_arguments(self.args, self.kwargs)
        given = self.registration.agent_id if isinstance(self.registration, Registration) else self.registration
        agent = registration or given
        return manager_pb2.LaunchSpec(
            kind=self.what if isinstance(self.what, str) else "",
            arguments=message_pb2.Payload(media_type=media_type, data=data) if data else None,
            config=None if self.config is None else self.config.to_proto(),
            executor=executor,
            name=self.name,
            registration=None if agent is None else agent.to_proto(),
            relaunch=self.relaunch,
            retry=None if self.retry is None else retry_to_proto(self.retry),
            lineage=[] if agent is not None else local_types(self.what),
        )


def local_types(what: Launchable) -> list[str]:
    """The types of what this process hosts; none means the kind's.

    Raises:
        TypeError: what the class declares is wrong.
    """
    if isinstance(what, str):
        return []
    cls = what if isinstance(what, type) else type(what)
    table_of(cls)
    return types_of(cls)


def retry_to_proto(retry: RetryPolicy | int) -> manager_pb2.RetryPolicy:
    """Writes a retry policy for the API; a number is of retries at once."""
    if isinstance(retry, int):
        return manager_pb2.RetryPolicy(max_retries=retry)
    return manager_pb2.RetryPolicy(
        max_retries=retry.max_retries,
        initial_backoff=None if retry.initial_backoff is None else duration_of(retry.initial_backoff),
        max_backoff=None if retry.max_backoff is None else duration_of(retry.max_backoff),
        backoff_multiplier=retry.backoff_multiplier or 0,
        non_retryable_types=retry.non_retryable_types,
    )
