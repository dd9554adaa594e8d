"""Agents that the tests host, here and by `python -m lyceum.host`."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import AsyncIterator, Generator
from dataclasses import dataclass
from typing import Any

from lyceum import Agent, Context, EntityId, Handle, Result, action, context, event, loop, timer


@dataclass
class Part:
    name: str
    count: int = 1


class Workshop(Agent):
    """Does what it is asked."""

    def __init__(self, start: int = 0) -> None:
        self.count = start
        self.ticks = 0
        self.rings = 0
        self.ring = asyncio.Event()
        self.looped = False
        self.began: list[str] = []
        self.cancelled = asyncio.Event()

    @action
    async def increment(self, by: int = 1) -> int:
        """Adds to the count; tells the new one."""
        self.count += by
        return self.count

    @action(redeliverable=True)
    async def echo(self, value: Any) -> Any:
        return value

    @action
    def blocking(self, seconds: float) -> str:
        time.sleep(seconds)
        return threading.current_thread().name

    @action
    def until_cancelled(self) -> bool:
        self.began.append("until_cancelled")
        return context().wait_cancelled(20)

    @action
    async def sleep(self, seconds: float) -> str:
        self.began.append("sleep")
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            self.cancelled.set()
            raise
        return "slept"

    @action
    async def began_so_far(self) -> list[str]:
        return self.began

    @action
    async def was_cancelled(self) -> bool:
        return await asyncio.wait_for(self.cancelled.wait(), 10)

    @action
    async def fail(self, message: str) -> None:
        try:
            raise KeyError("inner")
        except KeyError as error:
            raise ValueError(message) from error

    @action
    async def leave(self) -> None:
        raise SystemExit(3)

    @action
    async def count_to(self, n: int) -> AsyncIterator[int | Result]:
        for each in range(n):
            yield each
        yield Result(n)

    @action
    def count_in_thread(self, n: int) -> Generator[int, None, int]:
        yield from range(n)
        return n

    @action
    async def count_and_fail(self, n: int) -> AsyncIterator[int]:
        for each in range(n):
            yield each
        raise ValueError("broke off")

    @action
    async def count_for_ever(self) -> AsyncIterator[int]:
        each = 0
        try:
            while True:
                yield each
                each += 1
        finally:
            self.cancelled.set()

    @action
    async def bad_result(self) -> object:
        return object()

    @action
    async def about(self) -> dict[str, Any]:
        own: Context = self.context
        assert own is context()
        return {
            "agent": own.agent_id,
            "caller": own.caller,
            "action": own.action,
            "attempt": own.attempt,
            "run_attempt": own.run_attempt,
            "has_deadline": own.deadline is not None,
            "traceparent": own.traceparent,
        }

    @action
    async def call_increment(self, other: Handle, by: int) -> int:
        return int(await other.increment(by))

    @action
    def call_from_thread(self, others: list[Handle]) -> list[int]:
        return [self.wait_for(other.increment(1)) for other in others]

    @action
    async def assemble(self, parts: list[Part], owner: EntityId | None = None) -> int:
        return len(parts)

    @action
    async def told(self) -> dict[str, Any]:
        return {"ticks": self.ticks, "rings": self.rings, "looped": self.looped}

    @action
    async def ring_bell(self) -> None:
        self.ring.set()

    @action
    async def end(self) -> str:
        self.shutdown()
        await asyncio.sleep(0.05)
        return "ended"

    @action
    async def kill_host(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    @action
    async def host_pid(self) -> int:
        return os.getpid()

    @loop
    async def run_along(self, stop: asyncio.Event) -> None:
        self.looped = True
        await stop.wait()

    @timer(0.01)
    async def tick(self) -> None:
        self.ticks += 1

    @event("ring")
    async def on_ring(self) -> None:
        self.rings += 1

    def secret(self) -> None:
        """Is no action."""


class Unruly(Agent):
    """Fails where it can."""

    def __init__(self, where: str) -> None:
        if where == "constructor":
            raise ValueError("cannot be made")
        self.where = where

    async def on_startup(self) -> None:
        if self.where == "startup":
            raise ValueError("cannot start")

    async def on_shutdown(self) -> None:
        if self.where == "shutdown":
            raise ValueError("cannot end")

    @loop
    async def run_along(self) -> None:
        if self.where == "loop":
            raise ValueError("cannot go on")
