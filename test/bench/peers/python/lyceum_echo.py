"""An action of a Lyceum agent in a process of its own: `lyceum_echo.py <action>`. The server is the environment's."""

from __future__ import annotations

import asyncio
import sys

from child import free_port, running, script
from load import TEXT, serve_loads
from lyceum import EntityId, connect

_UID = "echo"


async def main(action: str) -> None:
    port = free_port()
    with running(script("lyceum_agent.py", _UID, port), port):
        async with connect(name="caller") as exchange:
            agent = exchange.handle(EntityId(_UID))
            await serve_loads(lambda: agent.call(action, TEXT), ["lyceum", "grpcio", "protobuf"])


asyncio.run(main(sys.argv[1]))
