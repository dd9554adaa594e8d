"""How an agent behaves around its life."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lyceum.durations import duration_of, seconds_of
from lyceum.v1 import manager_pb2


@dataclass(frozen=True, slots=True)
class RuntimeConfig:
    """What is None has its default."""

    cancel_actions_on_shutdown: bool | None = None
    """Cancel running actions at shutdown; otherwise they are awaited. Default True."""
    raise_loop_errors_on_shutdown: bool | None = None
    """A loop's error fails the run. Default True."""
    shutdown_on_loop_error: bool | None = None
    """A loop's error shuts the agent down. Default True."""
    terminate_on_error: bool | None = None
    """Terminate the mailbox when the run failed, after the last attempt. Default True."""
    terminate_on_success: bool | None = None
    """Terminate the mailbox when the run succeeded. Default True."""
    max_concurrent_actions: int | None = None
    """Most actions at once; None means no limit."""
    default_media_type: str | None = None
    """Media type that values which are no bytes are written as; JSON alone is known here."""
    allowed_media_types: Sequence[str] | None = None
    """Media types accepted in arguments; None means JSON, protobuf and raw bytes."""
    start_timeout: float | None = None
    """Seconds from start to ready before an attempt fails; None means the server's start limit."""
    stop_grace: float | None = None
    """Seconds from a request to end until the host is killed; None means the manager's grace."""

    @classmethod
    def of(cls, proto: manager_pb2.RuntimeConfig) -> RuntimeConfig:
        """Reads a configuration of the API."""

        def flag(name: str) -> bool | None:
            return bool(getattr(proto, name)) if proto.HasField(name) else None  # type: ignore[arg-type]

        return cls(
            flag("cancel_actions_on_shutdown"),
            flag("raise_loop_errors_on_shutdown"),
            flag("shutdown_on_loop_error"),
            flag("terminate_on_error"),
            flag("terminate_on_success"),
            proto.max_concurrent_actions or None,
            proto.default_media_type or None,
            list(proto.allowed_media_types) or None,
            seconds_of(proto.start_timeout) if proto.HasField("start_timeout") else None,
            seconds_of(proto.stop_grace) if proto.HasField("stop_grace") else None,
        )

    def to_proto(self) -> manager_pb2.RuntimeConfig:
        """Writes it for the API."""
        return manager_pb2.RuntimeConfig(
            cancel_actions_on_shutdown=self.cancel_actions_on_shutdown,
            raise_loop_errors_on_shutdown=self.raise_loop_errors_on_shutdown,
            shutdown_on_loop_error=self.shutdown_on_loop_error,
            terminate_on_error=self.terminate_on_error,
            terminate_on_success=self.terminate_on_success,
            max_concurrent_actions=self.max_concurrent_actions or 0,
            default_media_type=self.default_media_type or "",
            allowed_media_types=self.allowed_media_types or (),
            start_timeout=None if self.start_timeout is None else duration_of(self.start_timeout),
            stop_grace=None if self.stop_grace is None else duration_of(self.stop_grace),
        )
