"""An action of an Academy agent: `academy_echo.py local|redis|http`.

With the local exchange the agent is in this process, since that reaches no other; else it is in its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from academy.exchange import HttpExchangeFactory, LocalExchangeFactory, RedisExchangeFactory
from academy.exchange.cloud.client import spawn_http_exchange
from academy.manager import Manager
from academy_agent import Echo
from child import free_port, running
from load import TEXT, serve_loads


@contextlib.contextmanager
def exchange(kind: str) -> Iterator[Any]:
    if kind == "local":
        yield LocalExchangeFactory()
    elif kind == "http":
        with spawn_http_exchange("127.0.0.1", free_port(), timeout=20) as factory:
            yield HttpExchangeFactory(factory._info.url)
    else:
        port = free_port()
        settings = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--loglevel", "warning"]
        libraries = {"LD_LIBRARY_PATH": os.environ["REDIS_LIBRARIES"]}
        with running([os.environ["REDIS_SERVER"], *settings], port, libraries):
            yield RedisExchangeFactory("127.0.0.1", port)


async def main(kind: str) -> None:
    packages = ["academy-py", *(["redis"] if kind == "redis" else []), *(["aiohttp"] if kind == "http" else [])]
    with exchange(kind) as factory:
        executors = None if kind == "local" else ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
        async with await Manager.from_exchange_factory(factory, executors=executors) as manager:
            agent = await manager.launch(Echo)
            await serve_loads(lambda: agent.echo(TEXT), packages)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
