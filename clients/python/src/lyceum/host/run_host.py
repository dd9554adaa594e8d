"""Hosting runs that a manager launched."""

from __future__ import annotations

import asyncio

from lyceum.agent.agent import Agent
from lyceum.agent.runtime import RuntimeEnd
from lyceum.host.attempt import AgentFactory, Attempt, AttemptEnd, class_factory
from lyceum.host.run_spec import RunSpec, fetch_run_spec
from lyceum.options import Options
from lyceum.session import Connection
from lyceum.transport import Transport

DRAIN = 5.0
"""Seconds that running actions have to finish once a host must go."""


async def run_host(
    agent: type[Agent] | AgentFactory,
    options: Options | None = None,
    *,
    going: asyncio.Event | None = None,
    drain: float = DRAIN,
) -> AttemptEnd:
    """Hosts one attempt of a run: fetches what to run, constructs the agent, listens, serves, and reports how it ended until that is heard.

    Args:
        agent: the class, constructed with the arguments of the run; or what makes the agent.
        options: where the server is; the token is the run token. None means `LYCEUM_URL` and `LYCEUM_TOKEN_FILE`, as the server sets
            them for a `command`; a host of `external` gives that of `Launched`.
        going: set when the host must go: its agent ends in order, and the attempt is reported as interrupted.
        drain: seconds that running actions have then.

    Raises:
        LyceumError: there is nothing to run: the run has ended, the attempt is over, the credential is no run token.
    """
    transport = Transport(options or Options())
    factory = class_factory(agent) if isinstance(agent, type) else agent
    try:
        going = going or asyncio.Event()
        spec = await _fetch(transport, going)
        if spec is None:
            return AttemptEnd(RuntimeEnd(None, interrupted=True), None)
        async with Connection(transport) as connection:
            runner = transport.with_token(spec.run_token) if spec.run_token else transport
            return await Attempt(spec, connection, runner, factory, going, drain).make()
    finally:
        await transport.close()


async def _fetch(transport: Transport, going: asyncio.Event) -> RunSpec | None:
    fetching = asyncio.ensure_future(fetch_run_spec(transport))
    leaving = asyncio.ensure_future(going.wait())
    try:
        await asyncio.wait((fetching, leaving), return_when=asyncio.FIRST_COMPLETED)
        return await fetching if fetching.done() else None
    finally:
        leaving.cancel()
        fetching.cancel()
