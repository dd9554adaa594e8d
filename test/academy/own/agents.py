"""Agents of these tests, where processes of a pool can import them."""

from __future__ import annotations

import asyncio
import os
import threading
from typing import Any

from academy.agent import Agent, action
from academy.runtime import Runtime

from lyceum.academy import LyceumAgentRegistration, LyceumExchangeFactory


class Worker(Agent):
    def __init__(self) -> None:
        super().__init__()
        self.done: list[int] = []

    @action
    async def add(self, value: int) -> int:
        self.done.append(value)
        return value

    @action
    async def done_so_far(self) -> list[int]:
        return self.done

    @action
    async def process(self) -> int:
        return os.getpid()

    @action
    async def sleep(self, seconds: float) -> str:
        await asyncio.sleep(seconds)
        return "slept"

    @action
    async def die(self) -> None:
        os._exit(1)

    @action
    async def unsendable(self) -> Any:
        return threading.Lock()

    @action
    async def large(self, size: int) -> str:
        return "a" * size

    @action
    async def last(self) -> str:
        self.agent_shutdown()
        return "the last word"


def run_worker(factory: LyceumExchangeFactory, registration: LyceumAgentRegistration[Worker]) -> None:
    """Runs a worker in a process of its own."""

    async def run() -> None:
        await Runtime(Worker(), exchange_factory=factory, registration=registration).run_until_complete()

    asyncio.run(run())
