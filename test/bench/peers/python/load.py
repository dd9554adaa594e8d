"""Calls as it is told on standard input, a line for each load, and prints what it saw; ends when standard input does."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from importlib.metadata import version

TEXT = "x" * 100

# What libraries print must not come between the lines: they have standard error.
_out = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)


def _say(word: str, value: object) -> None:
    _out.write(f"{word} {json.dumps(value)}\n")


async def _run(call: Callable[[], Awaitable[object]], outstanding: int, duration_s: float) -> tuple[list[float], float]:
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
    return latencies_ms, time.perf_counter() - begin_s


async def serve_loads(call: Callable[[], Awaitable[object]], packages: list[str]) -> None:
    """Says that it is ready, with the versions of packages, and runs a closed loop for each line."""
    if await call() != TEXT:
        raise RuntimeError("the answer is not what was asked")
    _say("ready", {"python": sys.version.split()[0], **{name: version(name) for name in packages}})
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        load = json.loads(line)
        duration_s = load["durationMs"] / 1_000
        await _run(call, load["outstanding"], duration_s / 6)
        _say("begun", None)
        latencies_ms, took_s = await _run(call, load["outstanding"], duration_s)
        latencies_ms.sort()
        count = len(latencies_ms)

        def at_rank(share: float) -> float:
            return latencies_ms[min(count - 1, int(count * share))]

        _say("done", {"count": count, "rate": count / took_s, "p50Ms": at_rank(0.5), "p99Ms": at_rank(0.99)})
