"""Calls as it is told on standard input, a line for each load, and prints what it saw; ends when standard input does."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from typing import Any, NamedTuple

TEXT = "x" * 100

# What libraries print must not come between the lines: they have standard error.
_out = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)


def _say(word: str, value: object) -> None:
    _out.write(f"{word} {json.dumps(value)}\n")


class Sample(NamedTuple):
    """What was seen of a load."""

    latencies_ms: list[float]
    took_s: float


async def serve(measure: Callable[[dict[str, Any]], Awaitable[Sample]], packages: list[str]) -> None:
    """Says that it is ready, with the versions of packages, and measures a load for each line."""
    _say("ready", {"python": sys.version.split()[0], **{name: version(name) for name in packages}})
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        latencies_ms, took_s = await measure(json.loads(line))
        latencies_ms.sort()
        count = len(latencies_ms)

        def at_rank(share: float) -> float:
            return latencies_ms[min(count - 1, int(count * share))]

        _say("done", {"count": count, "rate": count / took_s, "p50Ms": at_rank(0.5), "p99Ms": at_rank(0.99)})


def begun() -> None:
    """Says that what comes counts: from now on CPU time is taken."""
    _say("begun", None)


async def serve_loads(call: Callable[[], Awaitable[object]], packages: list[str]) -> None:
    """Runs closed loops of calls."""
    if await call() != TEXT:
        raise RuntimeError("the answer is not what was asked")

    async def measure(load: dict[str, Any]) -> Sample:
        duration_s = load["durationMs"] / 1_000
        await _run(call, load["outstanding"], duration_s / 6)
        begun()
        return await _run(call, load["outstanding"], duration_s)

    await serve(measure, packages)


async def _run(call: Callable[[], Awaitable[object]], outstanding: int, duration_s: float) -> Sample:
    latencies_ms: list[float] = []
    begin_s = time.perf_counter()
    end_s = begin_s + duration_s

    async def caller() -> None:
        start_s = begin_s
        while start_s < end_s:
            await call()
            now_s = time.perf_counter()
            latencies_ms.append((now_s - start_s) * 1_000)
            start_s = now_s

    await asyncio.gather(*(caller() for _ in range(outstanding)))
    return Sample(latencies_ms, time.perf_counter() - begin_s)
