"""A method of a Ray actor, which is in a process of its own."""

from __future__ import annotations

import asyncio
import logging

import ray
from load import TEXT, serve_loads


@ray.remote(num_cpus=0)
class Echo:
    def echo(self, text: str) -> str:
        return text


async def main() -> None:
    ray.init(
        address="local",
        num_cpus=2,
        include_dashboard=False,
        object_store_memory=128 * 2**20,
        logging_level=logging.ERROR,
        log_to_driver=False,
    )
    try:
        actor = Echo.remote()

        async def call() -> str:
            return await actor.echo.remote(TEXT)

        await serve_loads(call, ["ray"])
    finally:
        ray.shutdown()


asyncio.run(main())
