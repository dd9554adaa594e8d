"""Launching many agents with few calls."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from lyceum.entity import EntityId
from lyceum.error_of import error_of
from lyceum.errors import ErrorDetails, InvalidStateError
from lyceum.handle import Handle, HandleState
from lyceum.manager.core import ManagerCore
from lyceum.manager.launch_spec import Launch, Launchable, RetryPolicy
from lyceum.manager.run import raise_all
from lyceum.runtime_config import RuntimeConfig
from lyceum.v1.manager_pb2 import LaunchBatchRequest, LaunchSpec

_MAX_STEP = 500
_MAX_STEP_BYTES = 1_048_576


@dataclass(frozen=True, slots=True)
class _Queued:
    launch: Launch
    handle: Handle
    state: HandleState


class LaunchBatch:
    """Its handles are bound to their agents when the block ends; before, they can be arguments of other agents of the batch.

    A block that raises launches nothing.
    """

    def __init__(self, core: ManagerCore) -> None:
        """Made by `launch_batch` of a manager."""
        self._core = core
        self._queued: list[_Queued] = []
        self._closed = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is None and not self._closed:
            await self.submit()
        self._closed = True

    def queue(
        self,
        what: Launchable,
        *,
        args: Sequence[object] = (),
        kwargs: Mapping[str, object] | None = None,
        config: RuntimeConfig | None = None,
        executor: str | None = None,
        name: str = "",
        retry: RetryPolicy | int | None = None,
    ) -> Handle:
        """Adds an agent; what the arguments mean, `launch` says.

        Raises:
            InvalidStateError: the batch is closed.
        """
        self._assert_open()
        state = HandleState(self._core.exchange.messenger)
        launch = Launch(what, args, kwargs or {}, config, executor, name, retry=retry)
        self._queued.append(_Queued(launch, Handle(state), state))
        return self._queued[-1].handle

    async def submit(self) -> None:
        """Registers all agents, then launches them. The batch is closed then, also when it fails.

        Raises:
            InvalidStateError: it is closed.
            LyceumError: nothing was launched, or one single launch failed; handles of what was not launched are not bound.
            ExceptionGroup: several launches failed; the others run.
        """
        self._assert_open()
        self._closed = True
        queued, self._queued = self._queued, []
        if not queued:
            return
        registrations = await self._core.register([(each.launch.what, each.launch.name) for each in queued])
        agents = [each.agent_id for each in registrations]
        # Bound before the arguments are written, since these may be handles of the batch.
        for each, agent in zip(queued, agents, strict=True):
            each.state.agent_id = agent
        errors = await self._launch(queued, agents)
        for index in errors:
            queued[index].state.agent_id = None
        ends = await asyncio.gather(*(self._core.exchange.terminate(agents[index]) for index in errors), return_exceptions=True)
        leftovers = [end for end in ends if isinstance(end, Exception)]
        # One call that failed is one error, however many launches it was to make.
        raise_all(list(dict.fromkeys([*errors.values(), *leftovers])), "agents of the batch were not launched")

    async def _launch(self, queued: Sequence[_Queued], agents: Sequence[EntityId]) -> dict[int, Exception]:
        errors: dict[int, Exception] = {}
        started = 0
        transport = self._core.transport
        try:
            executors = [await self._core.executor_of(each.launch) for each in queued]
            specs = [each.launch.to_proto(executor, agent) for each, executor, agent in zip(queued, executors, agents, strict=True)]
            for step in _steps(specs):
                request = LaunchBatchRequest(request_id=str(uuid.uuid4()), manager_id=self._core.manager_id, specs=step)
                for result in (await transport.unary(transport.manager.LaunchBatch, request)).results:
                    if result.WhichOneof("result") == "launched":
                        self._core.started(queued[started].launch, result.launched)
                    else:
                        errors[started] = error_of(result.error.message, ErrorDetails(reason=result.error.reason))
                    started += 1
        except Exception as error:
            # After a call that failed nothing more is launched.
            errors.update(dict.fromkeys(range(started, len(queued)), error))
        return errors

    def _assert_open(self) -> None:
        if self._closed:
            raise InvalidStateError("the batch is closed")
        self._core.assert_open()


def _steps(specs: Sequence[LaunchSpec]) -> Iterator[list[LaunchSpec]]:
    # Calls of a bounded number and size.
    step: list[LaunchSpec] = []
    size = 0
    for spec in specs:
        if step and (len(step) >= _MAX_STEP or size + spec.ByteSize() > _MAX_STEP_BYTES):
            yield step
            step, size = [], 0
        step.append(spec)
        size += spec.ByteSize()
    if step:
        yield step
