"""The life of one agent."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from lyceum.agent.actions import Actions
from lyceum.agent.context import Context
from lyceum.agent.invocation import ActionHome, refusal
from lyceum.agent.link import AgentLink
from lyceum.agent.loops import Loops
from lyceum.agent.scope import Scope, current_scope
from lyceum.agent.table import table_of
from lyceum.agent.threads import Threads
from lyceum.durations import seconds_of
from lyceum.entity import EntityId
from lyceum.errors import Failure, InvalidStateError, LyceumError
from lyceum.exchange import ExchangeClient
from lyceum.failure import failed_step, failure_of, join_failures
from lyceum.runtime_config import RuntimeConfig
from lyceum.session import Held
from lyceum.v1 import message_pb2
from lyceum.v1.message_pb2 import Envelope

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from lyceum.agent.agent import Agent

_LOOP_GRACE = 2.0
"""Seconds that loops have to end once told, before they are cancelled."""
_CANCEL_GRACE = 1.0
"""Seconds that cancelled actions have to return."""
_FINISH_GRACE = 10.0
"""Seconds that actions have which asked for the agent's end, and all actions of a host that must go."""
_FLUSH_GRACE = 10.0
"""Seconds to get the last answers to the exchange."""
_DRAIN_LABEL = "lyceum.drain"
"""Label of a request to end that is made because the server stops."""


@dataclass(frozen=True, slots=True)
class RuntimeEnd:
    """How an agent's life ended."""

    failure: Failure | None
    """None means well."""
    terminate: bool | None = None
    """What whoever asked it to end said of its mailbox; None means as the configuration says."""
    interrupted: bool = False
    """Whether its host gave it up before it was done, so that it is to be run again."""


@dataclass(frozen=True, slots=True)
class _Stop:
    expected: bool = True
    """Whether its mailbox ends as after a success."""
    interrupted: bool = False
    """Whether its host gives it up."""
    drain: float = 0.0
    """Seconds that running actions have before they are cancelled."""


class AgentRuntime:
    """It listens from the start, serves once it has started, and ends in order.

    Loops are told, the agent's own shutdown runs while its actions go on, actions are cancelled or awaited, the last answers leave, the
    session ends. No failure on the way keeps the rest from happening.
    """

    def __init__(
        self,
        agent: Agent,
        exchange: ExchangeClient,
        config: RuntimeConfig,
        run_attempt: int,
        log: logging.LoggerAdapter[logging.Logger],
    ) -> None:
        """Ties an agent to its session; `exchange` is the client of the agent itself."""
        self._agent = agent
        self._config = config
        self._log = log
        self._messenger = exchange.messenger
        self._draining = asyncio.Event()
        self._context = Context(self._messenger.entity, run_attempt, self._draining)
        self._threads = Threads()
        table = table_of(type(agent))
        self._loops = Loops(agent, table, log, self._loop_failed)
        home = ActionHome(agent, table, self._messenger, config.allowed_media_types, exchange.handle, self._threads)
        self._actions = Actions(home, self._context, config.max_concurrent_actions)
        self._stop: asyncio.Future[_Stop] = asyncio.get_running_loop().create_future()
        self._pings: list[Held] = []
        self._state: Literal["new", "starting", "running", "stopping", "over"] = "new"
        self._terminate: bool | None = None
        self._lost: LyceumError | None = None
        agent._lyceum_link = AgentLink(self._context, exchange, log, self._shut_down, asyncio.get_running_loop())

    async def run(self, on_started: Callable[[], None] = lambda: None) -> RuntimeEnd:
        """Lives from start to end; `on_started` is called once it serves. It never raises: what went wrong is told.

        Raises:
            InvalidStateError: it is called twice.
        """
        if self._state != "new":
            raise InvalidStateError("an agent's life can be lived once")
        self._state = "starting"
        self._messenger.serve(self)
        failures: list[Failure] = []
        started = await self._start(failures)
        if started:
            on_started()
        stop = await self._stop if started else _Stop(expected=False)
        await self._end(started, stop, failures)
        self._state = "over"
        return self._outcome(stop, failures)

    def stop(self, *, terminate: bool | None = None) -> None:
        """Asks it to end."""
        self._request_stop(_Stop(), terminate)

    def interrupt(self, drain: float = 0.0) -> None:
        """Its host must go: it ends, after its running actions have had their time, and is to be run again elsewhere."""
        if self._state == "stopping":
            # It waits for its actions, perhaps for long: they have no more time than the host.
            asyncio.get_running_loop().call_later(drain, self._actions.cancel_all, "the agent's host ends")
        self._request_stop(_Stop(interrupted=True, drain=drain), None)

    def request(self, held: Held) -> None:
        """For the messenger: a request to serve."""
        session, envelope = self._messenger.session, held.envelope
        match envelope.kind:
            case message_pb2.MESSAGE_KIND_ACTION | message_pb2.MESSAGE_KIND_EVENT:
                self._actions.add(held)
            case message_pb2.MESSAGE_KIND_PING if self._state == "starting":
                self._pings.append(held)
            case message_pb2.MESSAGE_KIND_PING:
                session.respond(held, _OK)
            case message_pb2.MESSAGE_KIND_CANCEL:
                self._cancel(held)
            case message_pb2.MESSAGE_KIND_SHUTDOWN:
                session.respond(held, _OK)
                terminate = envelope.terminate if envelope.HasField("terminate") else None
                self._request_stop(_stop_of(envelope), terminate)
            case _:
                message = "the agent does not know such requests"
                session.respond(held, refusal(message_pb2.ANSWER_STATUS_UNSUPPORTED, "Unsupported", message))

    def revoked(self, held: Held) -> None:
        """For the messenger: a request need not be served any more."""
        self._actions.revoke(held)

    def ended(self, error: LyceumError) -> None:
        """For the messenger: the session is over."""
        self._actions.disconnect()
        if self._state != "over" and self._lost is None:
            self._lost = error
            self._request_stop(_Stop(expected=False), None)

    async def _start(self, failures: list[Failure]) -> bool:
        try:
            await self._in_scope(self._agent.on_startup())
        except BaseException as error:
            if isinstance(error, asyncio.CancelledError):
                raise
            self._log.debug("the agent did not start", exc_info=error)
            failures.append(failed_step("StartupError", "on_startup failed", error))
            return False
        self._state = "running"
        for held in self._pings:
            self._messenger.session.respond(held, _OK)
        self._pings.clear()
        # Asked to end while it started: it does, and what waits goes to who listens next.
        if not self._stop.done():
            self._actions.open()
            scoped = copy_context()
            scoped.run(current_scope.set, self._scope)
            scoped.run(self._loops.start)
        return True

    async def _end(self, started: bool, stop: _Stop, failures: list[Failure]) -> None:
        self._state = "stopping"
        self._begin_stop()
        if started:
            await self._loops.ended(_LOOP_GRACE)
            shutdown = asyncio.ensure_future(self._in_scope(self._agent.on_shutdown()))
            # A host that must go, or whose agent is not wanted any more, does not wait for ever.
            hurry = stop.interrupted or self._lost is not None
            await asyncio.wait((shutdown,), timeout=_FINISH_GRACE if hurry else None)
            shutdown.cancel()
            await asyncio.wait((shutdown,))
            error = None if shutdown.cancelled() else shutdown.exception()
            if error is not None:
                self._log.debug("the agent's shutdown failed", exc_info=error)
                failures.append(failed_step("ShutdownError", "on_shutdown failed", error))
        await self._end_actions(stop)
        if self._config.raise_loop_errors_on_shutdown is not False:
            failures.extend(self._loops.failures)
        if self._lost is not None:
            failures.append(failure_of(self._lost))
        self._threads.close()
        await self._messenger.close(_FLUSH_GRACE)

    async def _end_actions(self, stop: _Stop) -> None:
        await self._actions.idle(stop.drain)
        if self._config.cancel_actions_on_shutdown is not False:
            self._actions.cancel_all("the agent ends")
            await self._actions.idle(_FINISH_GRACE if self._actions.has_exempt else _CANCEL_GRACE)
        elif stop.interrupted or self._lost is not None:
            await self._actions.idle(_FINISH_GRACE)
            self._actions.cancel_all("the agent's host ends")
        else:
            await self._actions.idle()

    def _outcome(self, stop: _Stop, failures: list[Failure]) -> RuntimeEnd:
        failure = join_failures(failures)
        # An agent that a loop's error ended may count as a success, but its mailbox ends as after a failure.
        implied = self._config.terminate_on_error if failure is None and not stop.expected and not stop.interrupted else None
        terminate = implied if self._terminate is None else self._terminate
        return RuntimeEnd(failure, terminate, stop.interrupted and failure is None)

    def _request_stop(self, stop: _Stop, terminate: bool | None) -> None:
        # The last word on the mailbox counts.
        if terminate is not None:
            self._terminate = terminate
        if self._state == "running":
            self._begin_stop()
        if not self._stop.done():
            self._stop.set_result(stop)

    def _begin_stop(self) -> None:
        if not self._draining.is_set():
            self._actions.stop()
            self._draining.set()
            self._context.cancel()
            self._loops.stop()

    def _loop_failed(self) -> None:
        if self._config.shutdown_on_loop_error is not False:
            self._request_stop(_Stop(expected=False), None)

    def _shut_down(self, terminate: bool | None) -> None:
        scope = current_scope.get()
        loop = self._stop.get_loop()

        def shut_down() -> None:
            if scope is not None:
                self._actions.exempt(scope.context)
            self._request_stop(_Stop(), terminate)

        # An action in a thread may ask for it, too.
        loop.call_soon_threadsafe(shut_down)

    def _cancel(self, held: Held) -> None:
        caller, target = EntityId.of(held.envelope.src), held.envelope.target_id
        if self._actions.cancel(caller, target):
            self._messenger.session.respond(held, _OK)
            return
        message = f"no action {target} runs: it is unknown or has ended"
        self._messenger.session.respond(held, refusal(message_pb2.ANSWER_STATUS_INVALID_STATE, "InvalidState", message))

    @property
    def _scope(self) -> Scope:
        return Scope(self._messenger, self._context)

    async def _in_scope(self, code: Coroutine[Any, Any, None]) -> None:
        token = current_scope.set(self._scope)
        try:
            await code
        finally:
            current_scope.reset(token)


_OK = Envelope(status=message_pb2.ANSWER_STATUS_OK)


def _stop_of(request: Envelope) -> _Stop:
    # A server that stops makes the agent again; running actions have half of the time that there is.
    if request.label == _DRAIN_LABEL:
        return _Stop(interrupted=True, drain=seconds_of(request.timeout) / 2)
    return _Stop()
