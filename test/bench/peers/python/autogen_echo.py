"""A message to an agent of AutoGen's gRPC runtime: caller, host and agent are three processes."""

from __future__ import annotations

import asyncio

from autogen_core import AgentId, try_get_known_serializers_for_type
from autogen_ext.runtimes.grpc import GrpcWorkerAgentRuntime
from autogen_message import Text
from child import free_port, running, script
from load import TEXT, serve_loads


async def main() -> None:
    host, ready = free_port(), free_port()
    with running(script("autogen_host.py", host), host), running(script("autogen_agent.py", host, ready), ready):
        runtime = GrpcWorkerAgentRuntime(host_address=f"127.0.0.1:{host}", extra_grpc_config=[("grpc.enable_http_proxy", 0)])
        runtime.add_message_serializer(try_get_known_serializers_for_type(Text))
        await runtime.start()
        agent = AgentId("echo", "default")

        async def call() -> str:
            return (await runtime.send_message(Text(TEXT), agent)).content

        await serve_loads(call, ["autogen-core", "autogen-ext", "grpcio"])
        await runtime.stop()


asyncio.run(main())
