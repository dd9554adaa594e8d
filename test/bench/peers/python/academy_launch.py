"""Launches of Academy agents over Redis: `academy_launch.py loop|spawn`.

A load is so many agents at once, each of which is ready once it answered a ping: in this process, or in processes of their own that are new.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from academy.handle import Handle
from academy.manager import Manager
from academy_agent import Echo
from academy_exchange import exchange, packages
from load import Sample, begun, serve


class Launches:
    """Launches agents, and takes them back once all were ready."""

    def __init__(self, manager: Manager, kind: str) -> None:
        self._manager = manager
        self._kind = kind

    async def measure(self, agents: int) -> Sample:
        with self._executor(agents) as executor:
            begun()
            begin_s = time.perf_counter()

            async def launch() -> tuple[Handle[Echo], float]:
                agent = await self._manager.launch(Echo, executor=executor)
                await agent.ping()
                return agent, (time.perf_counter() - begin_s) * 1_000

            ready = await asyncio.gather(*(launch() for _ in range(agents)))
            took_s = time.perf_counter() - begin_s
            for agent, _ in ready:
                await self._manager.shutdown(agent, blocking=True)
        return Sample([latency_ms for _, latency_ms in ready], took_s)

    @contextlib.contextmanager
    def _executor(self, agents: int) -> Iterator[str | None]:
        if self._kind == "loop":
            yield None
            return
        name = f"new-{time.monotonic_ns()}"
        with ProcessPoolExecutor(agents, mp_context=multiprocessing.get_context("spawn")) as pool:
            self._manager.add_executor(name, pool)
            yield name


async def main(kind: str) -> None:
    with exchange("redis") as factory:
        async with await Manager.from_exchange_factory(factory) as manager:
            launches = Launches(manager, kind)
            await serve(lambda load: launches.measure(load["outstanding"]), packages("redis"))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
