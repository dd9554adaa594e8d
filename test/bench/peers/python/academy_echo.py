"""An action of an Academy agent: `academy_echo.py local|redis|http`.

With the local exchange the agent is in this process, since that reaches no other; else it is in its own.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor

from academy.manager import Manager
from academy_agent import Echo
from academy_exchange import exchange, packages
from load import TEXT, serve_loads


async def main(kind: str) -> None:
    with exchange(kind) as factory:
        executors = None if kind == "local" else ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
        async with await Manager.from_exchange_factory(factory, executors=executors) as manager:
            agent = await manager.launch(Echo)
            await serve_loads(lambda: agent.echo(TEXT), packages(kind))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
