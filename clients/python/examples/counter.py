"""An agent of one's own process: launched, called, streamed from, cancelled, ended.

Start a server (`npm run serve` in the repository's root), then: clients/python/task.sh example counter
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from lyceum import Agent, AgentError, Manager, Result, action


class Counter(Agent):
    """Counts."""

    def __init__(self, start: int = 0) -> None:
        self.count = start

    @action
    async def increment(self, by: int = 1) -> int:
        """Adds to the count; tells the new one."""
        if by < 0:
            raise ValueError(f"cannot add {by}")
        self.count += by
        return self.count

    @action
    async def countdown(self) -> AsyncIterator[int | Result]:
        """Streams the numbers from the count down to 1."""
        for n in range(self.count, 0, -1):
            yield n
        yield Result("lift-off")

    @action
    async def rest(self, seconds: float) -> None:
        """Does nothing for a while."""
        await asyncio.sleep(seconds)


async def main() -> None:
    """Launches a counter and calls it."""
    async with Manager() as manager:
        counter = await manager.launch(Counter, args=[1], name="counter")
        print("count:", await counter.increment(2))

        countdown = counter.countdown()
        print("countdown:", *[n async for n in countdown], await countdown)

        try:
            await counter.increment(by=-1)
        except AgentError as error:
            print("failed:", error.type, error)

        try:
            await asyncio.wait_for(counter.rest(60), 0.1)
        except TimeoutError:
            print("cancelled: a rest of a minute")

        print("actions:", *[each.name for each in (await counter.describe()).actions])
        await manager.shutdown(counter)
        print("outcome:", (await manager.run(counter)).outcome)


if __name__ == "__main__":
    asyncio.run(main())
