"""A bare grpcio unary echo, its server in a process of its own."""

from __future__ import annotations

import asyncio

import grpc
from child import free_port, running, script
from load import TEXT, serve_loads


async def main() -> None:
    port = free_port()
    with running(script("grpcio_server.py", port), port):
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}", options=[("grpc.enable_http_proxy", 0)]) as channel:
            echo = channel.unary_unary("/bench.Echo/Echo")
            body = TEXT.encode()

            async def call() -> str:
                return (await echo(body)).decode()

            await serve_loads(call, ["grpcio"])


asyncio.run(main())
