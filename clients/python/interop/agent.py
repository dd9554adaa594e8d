"""The agent of the interop scenario."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator
from typing import Any

from lyceum import Agent, EntityId, Result, action, loop


class Interop(Agent):
    """What every language hosts."""

    @action(redeliverable=True)
    async def echo(self, value: Any) -> Any:
        """Returns a value."""
        return value

    @action
    async def echo_bytes(self, data: bytes) -> bytes:
        """Returns raw bytes."""
        return data

    @action(redeliverable=True)
    async def add(self, left: int, right: int = 1) -> int:
        """Adds two integers."""
        return left + right

    @action
    async def fail(self, message: str) -> None:
        """Fails, with a cause."""
        raise ValueError(message) from RuntimeError(f"cause of {message}")

    @action
    async def panic(self) -> None:
        """Fails as no handler should."""
        raise SystemExit("panic")

    @action
    async def sleep(self, milliseconds: float) -> str:
        """Returns after a while."""
        await asyncio.sleep(milliseconds / 1_000)
        return "slept"

    @action
    async def count(self, n: int) -> AsyncIterator[int | Result]:
        """Streams integers."""
        for each in range(n):
            yield each
        yield Result(n)

    @action
    async def bad_result(self) -> float:
        """Returns what cannot be encoded."""
        return math.nan

    @action
    async def large(self, size: int) -> str:
        """Returns a long text."""
        return "a" * size

    @action
    async def relay(self, chain: list[EntityId]) -> list[Any]:
        """Passes the call on along a chain of agents."""
        hop = {"language": "python", "traceparent": self.context.traceparent}
        if not chain:
            return [hop]
        return [hop, *await self.exchange.handle(chain[0]).relay(chain[1:])]

    @loop
    async def idle(self, stop: asyncio.Event) -> None:
        """Does nothing until it is told to end."""
        await stop.wait()
