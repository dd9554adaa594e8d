"""Any executor of concurrent.futures runs agents, those that fork too."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import pytest
from academy.manager import Manager
from agents import Worker

from lyceum.academy import LyceumExchangeFactory


@pytest.mark.parametrize("method", ("fork", "spawn", "forkserver"))
async def test_agents_run_in_processes(factory: LyceumExchangeFactory, method: str) -> None:
    pool = ProcessPoolExecutor(3, mp_context=multiprocessing.get_context(method))
    await _run(factory, pool, processes=3)


async def test_agents_run_in_threads(factory: LyceumExchangeFactory) -> None:
    await _run(factory, ThreadPoolExecutor(3), processes=1)


async def _run(factory: LyceumExchangeFactory, executor: Executor, *, processes: int) -> None:
    async with await Manager.from_exchange_factory(factory, executor) as manager:
        handles: list[Any] = [await manager.launch(Worker) for _ in range(3)]
        for index, handle in enumerate(handles):
            assert await handle.add(index) == index
        pids = {await handle.process() for handle in handles}
        assert len(pids) == processes
        assert (os.getpid() in pids) == (processes == 1)
