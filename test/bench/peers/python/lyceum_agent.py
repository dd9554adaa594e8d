"""The agent of Lyceum's benches, in a program of its own: `lyceum_agent.py <uid> <port to say it is ready>`."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys

from lyceum import Agent, action, run_agent


class Echo(Agent):
    @action
    async def echo(self, text: str) -> str:
        return text

    @action(name="echoAgain", redeliverable=True)
    async def echo_again(self, text: str) -> str:
        return text


async def main(uid: str, port: str) -> None:
    going = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, going.set)
    with socket.socket() as ready:
        ready.bind(("127.0.0.1", int(port)))
        await run_agent(Echo(), uid=uid, going=going, on_started=lambda _: ready.listen())


asyncio.run(main(sys.argv[1], sys.argv[2]))
