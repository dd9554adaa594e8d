"""One attempt of a run, from its start to its end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from lyceum.agent.agent import Agent
from lyceum.agent.runtime import AgentRuntime, RuntimeEnd
from lyceum.agent.table import table_of
from lyceum.entity import EntityId
from lyceum.errors import Failure
from lyceum.exchange import ExchangeClient, origin_of
from lyceum.failure import failed_step
from lyceum.host.reports import Reports
from lyceum.host.run_spec import RunSpec, fetch_run_spec
from lyceum.messenger import Messenger
from lyceum.payload import decode_arguments
from lyceum.session import Connection, EntityToken, RenewToken, SessionOptions
from lyceum.session.credits import DEFAULT_WINDOW
from lyceum.transport import Transport

AgentFactory = Callable[[RunSpec, ExchangeClient], Agent | Awaitable[Agent]]
"""Makes the agent of an attempt; the exchange makes handles of ids."""


@dataclass(frozen=True, slots=True)
class AttemptEnd:
    """How an attempt ended."""

    end: RuntimeEnd
    run_ended: bool | None
    """Whether no other attempt of the run follows; None when the manager did not hear of the end."""

    @property
    def failure(self) -> Failure | None:
        """What the agent failed with; None when it ended well."""
        return self.end.failure


@dataclass(frozen=True, slots=True)
class AgentSeat:
    """As whom an agent listens."""

    entity: EntityId
    token: EntityToken
    renew: RenewToken
    max_concurrent: int | None
    """Most actions at once; None means no limit."""


def class_factory(cls: type[Agent]) -> AgentFactory:
    """Constructs agents of a class with the arguments of the run."""
    constructor = table_of(cls).constructor

    def make(spec: RunSpec, exchange: ExchangeClient) -> Agent:
        args, kwargs = decode_arguments(spec.media_type, spec.arguments)
        bound = constructor.fit(args, kwargs, exchange.handle)
        return cls(*bound.args, **bound.kwargs)

    return make


@dataclass(frozen=True, slots=True)
class Attempt:
    """What an attempt is made with."""

    spec: RunSpec
    connection: Connection
    """Carries the agent's session."""
    runner: Transport
    """Calls the manager with the credential of this attempt."""
    factory: AgentFactory
    going: asyncio.Event
    """Set when the host must go."""
    drain: float
    """Seconds that running actions have then."""

    async def make(self) -> AttemptEnd:
        """Constructs the agent, lives its life, and reports how it ended."""
        about = {"agent": self.spec.agent.name or self.spec.agent.uid, "run": self.spec.run_id, "attempt": self.spec.attempt}
        log = logging.LoggerAdapter(logging.getLogger("lyceum.agent"), about)
        reports = Reports(self.runner, log)
        end = await self._live(reports, log)
        return AttemptEnd(end, await reports.exited(end, self.going))

    async def _live(self, reports: Reports, log: logging.LoggerAdapter[logging.Logger]) -> RuntimeEnd:
        if self.going.is_set():
            return RuntimeEnd(None, interrupted=True)
        spec = self.spec
        exchange = open_agent(self.connection, AgentSeat(spec.agent, spec.token, self._renew, spec.config.max_concurrent_actions))
        try:
            made = self.factory(spec, exchange)
            agent = await made if isinstance(made, Awaitable) else made
            runtime = AgentRuntime(agent, exchange, spec.config, spec.attempt, log)
        except asyncio.CancelledError:
            raise
        except BaseException as error:
            await exchange.close()
            return RuntimeEnd(failed_step("ConstructorError", "the agent could not be constructed", error))
        return await live_until(runtime, self.going, self.drain, lambda: asyncio.ensure_future(reports.started()))

    async def _renew(self) -> EntityToken:
        return (await fetch_run_spec(self.runner)).token


def open_agent(connection: Connection, seat: AgentSeat) -> ExchangeClient:
    """Opens an agent's session, and a client of the exchange in its name."""
    # Actions that wait for a place are not begun, so no more are asked for than can run. Where none waits, they come once the agent serves.
    window = 0 if seat.max_concurrent is None else min(DEFAULT_WINDOW, max(1, seat.max_concurrent))
    options = SessionOptions(seat.token, seat.renew, window)
    return ExchangeClient(Messenger(seat.entity, origin_of(connection.transport.options), connection, options, serves=True))


async def live_until(runtime: AgentRuntime, going: asyncio.Event, drain: float, on_started: Callable[[], object]) -> RuntimeEnd:
    """Lives an agent's life, which is interrupted when the host must go."""

    async def interrupt() -> None:
        await going.wait()
        runtime.interrupt(drain)

    background: list[object] = []
    watch = asyncio.ensure_future(interrupt())
    try:
        return await runtime.run(lambda: background.append(on_started()))
    finally:
        watch.cancel()
        for each in background:
            if isinstance(each, asyncio.Future):
                each.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await each
