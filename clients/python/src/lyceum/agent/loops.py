"""An agent's loops, timers and event handlers."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import logging
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from lyceum.agent.table import Table
from lyceum.failure import failed_step

if TYPE_CHECKING:
    from lyceum.agent.agent import Agent
    from lyceum.errors import Failure


class Loops:
    """Runs them until they are told to end."""

    def __init__(self, agent: Agent, table: Table, log: logging.LoggerAdapter[logging.Logger], on_failure: Callable[[], None]) -> None:
        """Makes it; `on_failure` is called after each failure."""
        self._agent = agent
        self._table = table
        self._log = log
        self._on_failure = on_failure
        self._stopping = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self.failures: list[Failure] = []
        """Of those that failed so far."""

    def start(self) -> None:
        """Starts them all."""
        runs: list[tuple[str, Coroutine[Any, Any, None]]] = [(name, self._loop(name)) for name in self._table.loops]
        runs += [(name, self._tick(name, each.interval, each.first_after)) for name, each in self._table.timers.items()]
        runs += [(name, self._handle(name, each.on)) for name, each in self._table.events.items()]
        self._tasks = [asyncio.ensure_future(self._supervise(name, run)) for name, run in runs]

    def stop(self) -> None:
        """Tells them to end."""
        self._stopping.set()

    async def ended(self, grace: float) -> None:
        """Waits for them to end; those that have not after the grace are cancelled."""
        if not self._tasks:
            return
        _, pending = await asyncio.wait(self._tasks, timeout=grace)
        for task in pending:
            task.cancel()
        if pending:
            await asyncio.wait(pending, timeout=grace)

    async def _supervise(self, name: str, run: Coroutine[Any, Any, None]) -> None:
        try:
            await run
        except asyncio.CancelledError:
            return
        except BaseException as error:
            self._log.error("loop %s failed", name, exc_info=error)
            self.failures.append(failed_step("LoopError", f'loop "{name}" failed', error))
            self._on_failure()

    async def _loop(self, name: str) -> None:
        method = getattr(self._agent, name)
        await (method(self._stopping) if inspect.signature(method).parameters else method())

    async def _tick(self, name: str, interval: float, first_after: float) -> None:
        await self._pause(first_after)
        while not self._stopping.is_set():
            await getattr(self._agent, name)()
            await self._pause(interval)

    async def _handle(self, name: str, on: str) -> None:
        event = getattr(self._agent, on, None)
        if not isinstance(event, asyncio.Event):
            raise TypeError(f'event handler "{name}" waits on "{on}", which is no asyncio.Event of the agent')
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            while not self._stopping.is_set():
                waiting = asyncio.ensure_future(event.wait())
                await asyncio.wait((waiting, stopping), return_when=asyncio.FIRST_COMPLETED)
                if not waiting.done():
                    waiting.cancel()
                    return
                # Cleared before the handler runs, so that a set while it does is not lost.
                event.clear()
                await getattr(self._agent, name)()
        finally:
            stopping.cancel()

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
