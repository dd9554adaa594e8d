"""Running agents that no manager launches."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from lyceum.agent.agent import Agent
from lyceum.agent.runtime import AgentRuntime
from lyceum.errors import Failure
from lyceum.exchange import NewAgent, open_user
from lyceum.handle import Handle
from lyceum.host.attempt import AgentSeat, live_until, open_agent
from lyceum.host.run_host import DRAIN
from lyceum.options import Options
from lyceum.runtime_config import RuntimeConfig
from lyceum.session import EntityToken


async def run_agent(
    agent: Agent,
    options: Options | None = None,
    *,
    uid: str = "",
    name: str = "",
    config: RuntimeConfig | None = None,
    going: asyncio.Event | None = None,
    on_started: Callable[[Handle], object] | None = None,
) -> Failure | None:
    """Registers an agent and serves until it is asked to end. Tells what it failed with; None when it ended well.

    Args:
        agent: the agent.
        options: where the server is; None means what the environment says.
        uid: its id, so that it is the same agent each time; empty makes a new one.
        name: for people.
        config: how it behaves; its mailbox is kept at its end unless this says otherwise.
        going: set when it is to end; running actions have 5 s then.
        on_started: called with a handle once it serves.

    Raises:
        LyceumError: it cannot be registered.
    """
    config = config or RuntimeConfig()
    opened = await open_user(options or Options(), name=f"host of {name or type(agent).__name__}")
    async with opened.client as user:
        registration = (await user.register_agents([NewAgent(type(agent), name, uid)]))[0]
        entity = registration.agent_id
        assert registration.token is not None

        async def renew() -> EntityToken:
            again = (await user.register_agents([NewAgent(type(agent), name, entity.uid)]))[0]
            assert again.token is not None
            return again.token

        exchange = open_agent(opened.connection, AgentSeat(entity, registration.token, renew, config.max_concurrent_actions))
        log = logging.LoggerAdapter(logging.getLogger("lyceum.agent"), {"agent": name or entity.uid})
        runtime = AgentRuntime(agent, exchange, config, 0, log)

        def started() -> None:
            if on_started is not None:
                on_started(user.handle(entity))

        end = await live_until(runtime, going or asyncio.Event(), DRAIN, started)
        configured = config.terminate_on_success if end.failure is None else config.terminate_on_error
        terminate = configured if end.terminate is None else end.terminate
        if terminate and not end.interrupted:
            await user.terminate(entity)
        return end.failure
