"""The host of AutoGen's gRPC runtime: `autogen_host.py <port>`."""

from __future__ import annotations

import asyncio
import sys

from autogen_ext.runtimes.grpc import GrpcWorkerAgentRuntimeHost


async def main(port: str) -> None:
    host = GrpcWorkerAgentRuntimeHost(address=f"127.0.0.1:{port}")
    host.start()
    await host.stop_when_signal(grace=1)


asyncio.run(main(sys.argv[1]))
