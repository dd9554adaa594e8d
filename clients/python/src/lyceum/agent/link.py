"""What a running agent is tied to."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from lyceum.agent.context import Context
from lyceum.agent.scope import current_scope
from lyceum.entity import EntityId
from lyceum.errors import InvalidStateError

if TYPE_CHECKING:
    from lyceum.exchange import ExchangeClient

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class AgentLink:
    """An agent's runtime, as its code sees it."""

    outside: Context
    """Context of code that serves no action."""
    exchange: ExchangeClient
    log: logging.LoggerAdapter[logging.Logger]
    shutdown: Callable[[bool | None], None]
    event_loop: asyncio.AbstractEventLoop

    @property
    def agent_id(self) -> EntityId:
        """The agent's own id."""
        return self.outside.agent_id

    def context(self) -> Context:
        """That of the action whose code runs, where it is one of this agent."""
        scope = current_scope.get()
        return scope.context if scope is not None and scope.context.agent_id == self.agent_id else self.outside

    def wait_for(self, call: Coroutine[Any, Any, T], timeout: float | None) -> T:
        """Runs a coroutine in the agent's event loop, from a thread."""
        try:
            here: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            here = None
        if here is self.event_loop:
            call.close()
            raise InvalidStateError("this is the agent's event loop: await the call here")
        future = asyncio.run_coroutine_threadsafe(call, self.event_loop)
        try:
            return future.result(timeout)
        except TimeoutError:
            future.cancel()
            raise
