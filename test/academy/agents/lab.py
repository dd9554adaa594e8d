"""Academy agents as their users write them: they know nothing of Lyceum."""

from __future__ import annotations

import asyncio
from typing import Any

from academy.agent import Agent, action, loop
from academy.handle import Handle


class Instrument(Agent):
    """Measures something."""

    def __init__(self, offset: int = 0, *, name: str = "unnamed") -> None:
        super().__init__()
        self.offset = offset
        self.name = name
        self.ticks = 0
        self.cancelled = False

    async def agent_on_startup(self) -> None:
        self.started = True

    @loop
    async def tick(self, shutdown: asyncio.Event) -> None:
        while not shutdown.is_set():
            self.ticks += 1
            await asyncio.sleep(0.01)

    @action
    async def measure(self, value: int, factor: int = 1) -> int:
        """Tells a value, with what this instrument adds to it."""
        return value * factor + self.offset

    @action
    async def echo(self, value: Any) -> Any:
        return value

    @action
    async def label(self) -> dict[str, Any]:
        return {"name": self.name, "started": self.started, "ticking": self.ticks > 0}

    @action
    async def fail(self, message: str) -> None:
        try:
            raise KeyError(f"cause of {message}")
        except KeyError as error:
            raise ValueError(message) from error

    @action
    async def sleep(self, seconds: float) -> str:
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        return "slept"

    @action
    async def was_cancelled(self) -> bool:
        return self.cancelled

    @action
    async def not_a_number(self) -> float:
        return float("nan")

    @action
    async def large(self, size: int) -> str:
        return "a" * size

    @action
    async def relay(self, other: Handle[Instrument], value: int) -> int:
        """Has another instrument measure, and adds its own offset."""
        return await other.measure(value) + self.offset


class Broken(Agent):
    """Fails while it starts."""

    async def agent_on_startup(self) -> None:
        raise RuntimeError("no light in the lab")


class Faulty(Agent):
    """Has a loop that fails."""

    @loop
    async def break_down(self, shutdown: asyncio.Event) -> None:
        await asyncio.sleep(0.1)
        raise OSError("the lamp went out")
