"""Connections that break, hosts and servers that are killed."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import socket
import subprocess
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from academy.exchange import UserExchangeClient
from academy.handle import Handle
from academy.manager import Manager
from agents import Worker, run_worker
from relay import Relay

from lyceum.academy import AgentHostLostError, LyceumExchangeFactory


async def test_calls_go_on_over_cuts(factory: LyceumExchangeFactory) -> None:
    async with Relay(factory.options.url or "") as relay:
        cut = LyceumExchangeFactory(relay.url, namespace=factory.options.namespace)
        async with await Manager.from_exchange_factory(cut, ThreadPoolExecutor(1)) as manager:
            handle = await manager.launch(Worker)
            await handle.ping()

            async def cutting() -> None:
                while True:
                    await asyncio.sleep(0.25)
                    relay.cut()

            trouble = asyncio.create_task(cutting())
            values = []
            for round_ in range(20):
                some = range(round_ * 10, round_ * 10 + 10)
                values += await asyncio.gather(*(handle.add(value) for value in some))
                await asyncio.sleep(0.05)
            trouble.cancel()
            assert values == list(range(200))
            # Each began once.
            assert sorted(await handle.done_so_far()) == list(range(200))
        assert relay.cuts > 3


async def test_a_caller_is_told_that_the_host_was_lost(factory: LyceumExchangeFactory, client: UserExchangeClient[Any]) -> None:
    registration = await client.register_agent(Worker)
    process = multiprocessing.get_context("spawn").Process(target=run_worker, args=(factory, registration), daemon=True)
    process.start()
    try:
        handle = Handle(registration.agent_id, exchange=client)
        await handle.ping()
        with pytest.raises(AgentHostLostError):
            await asyncio.wait_for(handle.die(), 30)
    finally:
        process.kill()


async def test_calls_go_on_over_a_killed_server(tmp_path: Path) -> None:
    port = _free_port()
    argv = [*json.loads(os.environ["LYCEUM_SERVE"]), "--listen", f"127.0.0.1:{port}", "--data", str(tmp_path)]
    server = _start(argv)
    try:
        await _until_served(port)
        token = (tmp_path / "token").read_text().strip()
        factory = LyceumExchangeFactory(f"http://127.0.0.1:{port}", token, namespace=f"own-{uuid.uuid4()}")
        async with await Manager.from_exchange_factory(factory, ThreadPoolExecutor(1)) as manager:
            handle = await manager.launch(Worker)
            assert await handle.add(-1) == -1
            call = asyncio.ensure_future(handle.sleep(2.0))
            await handle.ping()
            server.kill()
            server.wait()
            calls = [asyncio.ensure_future(handle.add(value)) for value in range(20)]
            await asyncio.sleep(0.5)
            server = _start(argv)
            assert await asyncio.wait_for(asyncio.gather(*calls), 60) == list(range(20))
            assert await asyncio.wait_for(call, 30) == "slept"
            assert sorted(await handle.done_so_far()) == list(range(-1, 20))
    finally:
        server.kill()
        server.wait()


def _start(argv: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def _until_served(port: int) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return
