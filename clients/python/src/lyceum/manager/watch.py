"""Watching a manager and its runs."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from lyceum.errors import CursorExpiredError
from lyceum.manager.resume import resumed
from lyceum.manager.run import Run
from lyceum.transport import Transport
from lyceum.v1 import manager_pb2
from lyceum.v1.manager_pb2 import WatchRunsRequest, WatchRunsResponse

ManagerState = Literal["open", "closing", "closed"]

_STATES: Mapping[int, ManagerState] = {
    manager_pb2.MANAGER_STATE_CLOSING: "closing",
    manager_pb2.MANAGER_STATE_CLOSED: "closed",
}


@dataclass(frozen=True, slots=True)
class ManagerInfo:
    """A manager as it was after a change."""

    manager_id: str
    state: ManagerState
    default_executor: str
    """Empty means that there is none."""
    revision: int
    failed: Sequence[Run]
    """Runs that did not succeed, once it is closed; as many as fit."""
    failed_runs: int
    """How many runs did not succeed, once it is closed."""

    @classmethod
    def of(cls, proto: manager_pb2.Manager) -> ManagerInfo:
        """Reads a manager of the API."""
        failed = [Run.of(each) for each in proto.report.failed]
        state = _STATES.get(proto.state, "open")
        return cls(proto.manager_id, state, proto.default_executor, proto.revision, failed, proto.report.failed_runs)


@dataclass(frozen=True, slots=True)
class RunEvent:
    """A change of a manager or of one of its runs."""

    revision: int
    """Where to resume after it."""
    manager: ManagerInfo | None = None
    """The manager, where it changed, and in a snapshot."""
    run: Run | None = None
    """The run that changed, whole."""
    snapshot: Sequence[Run] | None = None
    """All runs: comes first where nothing was named to resume after, and where changes are no longer kept."""


async def watch_runs(transport: Transport, manager_id: str, after: int | None) -> AsyncGenerator[RunEvent, None]:
    """Tells every change, without gaps or repeats, over as many streams as it takes, until the manager is closed and all was told."""
    snapshot: list[Run] = []

    async def open() -> AsyncGenerator[WatchRunsResponse, None]:
        nonlocal after
        while True:
            snapshot.clear()
            request = WatchRunsRequest(manager_id=manager_id, after_revision=after)
            stream = transport.stream(transport.manager_streams.WatchRuns, request)
            try:
                async for message in stream:
                    yield message
            except CursorExpiredError:
                if after is None:
                    raise
                after = None
            else:
                return
            finally:
                await stream.aclose()

    messages = resumed(open, lambda: True, transport.options.unreachable)
    try:
        async for message in messages:
            kind = message.WhichOneof("event")
            if kind == "snapshot":
                snapshot += [Run.of(each) for each in message.snapshot.runs]
                if message.snapshot.more:
                    continue
            after = message.revision
            if kind == "snapshot":
                yield RunEvent(after, ManagerInfo.of(message.snapshot.manager), snapshot=list(snapshot))
            elif kind == "run":
                yield RunEvent(after, run=Run.of(message.run))
            elif kind == "manager":
                yield RunEvent(after, ManagerInfo.of(message.manager))
    finally:
        await messages.aclose()
