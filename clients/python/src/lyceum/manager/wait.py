"""Waiting for runs to end."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from lyceum.durations import duration_of
from lyceum.entity import EntityId
from lyceum.errors import DeadlineError
from lyceum.exchange import Registration
from lyceum.handle import Handle
from lyceum.manager.resume import resumed
from lyceum.manager.run import Run
from lyceum.transport import Transport
from lyceum.v1 import manager_pb2
from lyceum.v1.manager_pb2 import RunTarget, WaitEnd, WaitRequest, WaitResponse

WaitCondition = Literal["all", "first", "first_failure"]
"""Once all have ended, once one has, or once one has ended other than well (or all have ended)."""

Target = EntityId | Handle | Registration | Run
"""A run, or an agent, which means its latest run."""

_CONDITIONS = {
    "all": manager_pb2.WAIT_CONDITION_ALL_COMPLETED,
    "first": manager_pb2.WAIT_CONDITION_FIRST_COMPLETED,
    "first_failure": manager_pb2.WAIT_CONDITION_FIRST_EXCEPTION,
}
_MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class WaitResult:
    """What a wait came to."""

    done: Sequence[Run]
    """Runs that have ended."""
    pending: Sequence[EntityId]
    """Agents whose runs have not."""


class WaitTimeoutError(DeadlineError):
    """A wait whose time ran out before its condition was met; a `TimeoutError`, too."""

    def __init__(self, result: WaitResult, timeout: float) -> None:
        names = ", ".join(str(each) for each in result.pending[:_MOST_NAMED])
        more = len(result.pending) - _MOST_NAMED
        total = len(result.done) + len(result.pending)
        text = f"after {timeout:g} s {len(result.pending)} of {total} agents have not ended: {names}"
        super().__init__(f"{text} and {more} more" if more > 0 else text)
        self.done = result.done
        self.pending = result.pending


def target_to_proto(target: Target) -> RunTarget:
    """Writes a target for the API."""
    if isinstance(target, Run):
        return RunTarget(run_id=target.run_id)
    return RunTarget(agent=(target if isinstance(target, EntityId) else target.agent_id).to_proto())


class Wait:
    """One wait, over as many streams as it takes."""

    def __init__(
        self, transport: Transport, manager_id: str, targets: Iterable[Target], condition: WaitCondition, timeout: float | None
    ) -> None:
        """Makes a wait; `completions` begins it."""
        self._transport = transport
        self._manager_id = manager_id
        self._targets = {_key_of(each): each for each in map(target_to_proto, targets)}
        self._condition = condition
        self._timeout = timeout
        self._done: dict[str, Run] = {}
        self._end: WaitEnd | None = None

    async def completions(self) -> AsyncGenerator[Run, None]:
        """The runs as they end: first those that have, then each as it does, each once.

        Raises:
            NotLaunchedHereError: before any.
            WaitTimeoutError: the time ran out.
        """
        deadline = None if self._timeout is None else time.monotonic() + self._timeout
        unreachable = self._transport.options.unreachable
        if self._timeout is not None:
            # Nobody is left to say that the time ran out when the server is away.
            unreachable = min(unreachable, self._timeout)
        stream = resumed(lambda: self._open(deadline), lambda: self._end is not None, unreachable)
        try:
            async for message in stream:
                for run in self._runs_of(message):
                    if run.state == "ended" and run.run_id not in self._done:
                        self._done[run.run_id] = run
                        yield run
        finally:
            await stream.aclose()
        timed_out = self._end is not None and self._end.reason == manager_pb2.WAIT_END_REASON_TIMED_OUT
        if timed_out and (self._condition != "first" or not self._done):
            raise WaitTimeoutError(self.result, self._timeout or 0.0)

    @property
    def result(self) -> WaitResult:
        """What it came to."""
        pending = [] if self._end is None else [EntityId.of(each) for each in self._end.pending]
        return WaitResult(list(self._done.values()), pending)

    def _open(self, deadline: float | None) -> AsyncGenerator[WaitResponse, None]:
        request = WaitRequest(
            manager_id=self._manager_id,
            targets=self._targets.values(),
            condition=_CONDITIONS[self._condition],
            timeout=None if deadline is None else duration_of(max(0.0, deadline - time.monotonic())),
        )
        return self._transport.stream(self._transport.manager_streams.Wait, request)

    def _runs_of(self, message: WaitResponse) -> list[Run]:
        match message.WhichOneof("event"):
            case "states":
                runs = [Run.of(each) for each in message.states.runs]
                for run in runs:
                    # An agent meant its latest run when the wait began: whoever asks again asks for that run.
                    self._targets.pop(f"agent {run.agent_id.uid}", None)
                    self._targets[f"run {run.run_id}"] = RunTarget(run_id=run.run_id)
                return runs
            case "completed":
                return [Run.of(message.completed)]
            case "end":
                self._end = message.end
        return []


def _key_of(target: RunTarget) -> str:
    return f"run {target.run_id}" if target.WhichOneof("target") == "run_id" else f"agent {target.agent.uid}"
