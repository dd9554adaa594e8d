"""The agent of AutoGen's benches, in a worker of its own: `autogen_agent.py <port of the host> <port to say it is ready>`."""

from __future__ import annotations

import asyncio
import sys

from autogen_core import MessageContext, RoutedAgent, rpc, try_get_known_serializers_for_type
from autogen_ext.runtimes.grpc import GrpcWorkerAgentRuntime
from autogen_message import Text


class Echo(RoutedAgent):
    def __init__(self) -> None:
        super().__init__("echo")

    @rpc
    async def echo(self, message: Text, _context: MessageContext) -> Text:
        return message


async def main(host: str, ready: str) -> None:
    runtime = GrpcWorkerAgentRuntime(host_address=f"127.0.0.1:{host}", extra_grpc_config=[("grpc.enable_http_proxy", 0)])
    runtime.add_message_serializer(try_get_known_serializers_for_type(Text))
    await runtime.start()
    await Echo.register(runtime, "echo", Echo)
    await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", int(ready))
    await runtime.stop_when_signal()


asyncio.run(main(sys.argv[1], sys.argv[2]))
