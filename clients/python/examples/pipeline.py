"""Agents that call agents: a source that measures by a timer, a filter, a sink that is told by an event.

Start a server (`npm run serve` in the repository's root), then: clients/python/task.sh example pipeline
"""

from __future__ import annotations

import asyncio
import math
from itertools import count

from lyceum import Agent, Handle, Manager, action, event, timer

WANTED = 5


class Sink(Agent):
    """Keeps what arrives, and reports once there is enough."""

    def __init__(self) -> None:
        self.values: list[float] = []
        self.enough = asyncio.Event()
        self.reports = 0

    @action
    async def write(self, value: float) -> int:
        """Keeps a value; tells how many there are."""
        self.values.append(value)
        if len(self.values) == WANTED:
            self.enough.set()
        return len(self.values)

    @action
    async def mean(self) -> float:
        """The mean of what arrived."""
        return sum(self.values) / len(self.values)

    @event("enough")
    async def report(self) -> None:
        """Ends the agent, whose run others wait for."""
        print(f"sink: {len(self.values)} values, mean {await self.mean():.3f}")
        self.shutdown()


class Filter(Agent):
    """Passes on what is large enough."""

    def __init__(self, sink: Handle, least: float) -> None:
        self.sink = sink
        self.least = least

    @action
    async def write(self, value: float) -> bool:
        """Passes a value on, or does not; tells which."""
        if value < self.least:
            return False
        print(f"filter: passes {value:.3f} on, which is number {await self.sink.write(value)}")
        return True


class Source(Agent):
    """Measures."""

    def __init__(self, target: Handle) -> None:
        self.target = target
        self.steps = count()

    @timer(0.01)
    async def measure(self) -> None:
        """Sends a measurement one way."""
        await self.target.notify("write", math.sin(next(self.steps)))


async def main() -> None:
    """Builds the pipeline, and waits until its end has had enough."""
    async with Manager() as manager:
        sink = await manager.launch(Sink, name="sink")
        filters = await manager.launch(Filter, args=[sink], kwargs={"least": 0.5}, name="filter")
        source = await manager.launch(Source, args=[filters], name="source")
        # The source goes first, or its timer would write to who has gone.
        async for run in manager.completions([sink], timeout=30):
            print(f"{run.agent_id.name}: {run.outcome}")
        await manager.shutdown(source)
        await manager.shutdown(filters)


if __name__ == "__main__":
    asyncio.run(main())
