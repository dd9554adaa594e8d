"""Measures an Academy program on one exchange: the same agent in a process of its own, whatever the exchange.

usage: bench.py http | redis <port> | lyceum; it writes one line of JSON.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import multiprocessing
import statistics
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from academy.agent import Agent, action
from academy.exchange import HttpExchangeFactory, RedisExchangeFactory
from academy.exchange.cloud.client import spawn_http_exchange
from academy.manager import Manager
from academy.socket import open_port

from lyceum.academy import LyceumExchangeFactory

SEQUENTIAL = 200
CONCURRENT = 1_000
IN_FLIGHT = 50
LARGE = 20
LARGE_BYTES = 200_000


class Echo(Agent):
    @action
    async def echo(self, value: Any) -> Any:
        return value


@contextlib.contextmanager
def exchange(kind: str, args: list[str]) -> Iterator[Any]:
    if kind == "http":
        with spawn_http_exchange("127.0.0.1", open_port(), timeout=30) as factory:
            assert isinstance(factory, HttpExchangeFactory)
            yield factory
    elif kind == "redis":
        yield RedisExchangeFactory("127.0.0.1", int(args[0]))
    else:
        yield LyceumExchangeFactory()


async def measure(factory: Any) -> dict[str, float]:
    pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
    async with await Manager.from_exchange_factory(factory, pool) as manager:
        handle = await manager.launch(Echo)
        await handle.ping()
        for _ in range(20):
            await handle.echo("warm")

        times = []
        for index in range(SEQUENTIAL):
            began = time.perf_counter()
            assert await handle.echo(index) == index
            times.append(time.perf_counter() - began)

        async def some() -> None:
            for index in range(CONCURRENT // IN_FLIGHT):
                assert await handle.echo(index) == index

        began = time.perf_counter()
        await asyncio.gather(*(some() for _ in range(IN_FLIGHT)))
        throughput = CONCURRENT / (time.perf_counter() - began)

        large = []
        value = b"a" * LARGE_BYTES
        for _ in range(LARGE):
            began = time.perf_counter()
            assert len(await handle.echo(value)) == LARGE_BYTES
            large.append(time.perf_counter() - began)
    return {
        "round_trip_ms": 1_000 * statistics.median(times),
        "p95_ms": 1_000 * statistics.quantiles(times, n=20)[-1],
        "per_second": throughput,
        "large_ms": 1_000 * statistics.median(large),
    }


def main() -> None:
    kind, *args = sys.argv[1:]
    with exchange(kind, args) as factory:
        print(json.dumps(asyncio.run(measure(factory))))


if __name__ == "__main__":
    main()
