"""The base class of agents."""

from __future__ import annotations

import logging
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from lyceum.entity import EntityId
from lyceum.errors import InvalidStateError

if TYPE_CHECKING:
    from lyceum.agent.context import Context
    from lyceum.agent.link import AgentLink
    from lyceum.exchange import ExchangeClient

T = TypeVar("T")


class Agent:
    """An agent: extend it, and mark which methods others may call (`@action`), and which run by themselves (`@loop`, `@timer`, `@event`).

    ```python
    class Counter(Agent):
        def __init__(self, start: int = 0) -> None:
            self.count = start

        @action
        async def increment(self, by: int = 1) -> int:
            "Adds to the count; tells the new one."
            self.count += by
            return self.count
    ```
    """

    type_name: ClassVar[str | None] = None
    """Name of the type in lineages, for `discover`; None means the class's name. Base classes do not pass it on."""

    _lyceum_link: AgentLink | None = None

    async def on_startup(self) -> None:
        """Called before anything else of the agent runs; messages wait meanwhile. What it raises fails the start."""

    async def on_shutdown(self) -> None:
        """Called when the agent is to end, after its loops were told, while its running actions still run. What it raises fails the run."""

    @property
    def context(self) -> Context:
        """Why the present code runs: who asked, until when, whether it is still wanted.

        Raises:
            InvalidStateError: the agent does not run yet.
        """
        return self._link("context").context()

    @property
    def agent_id(self) -> EntityId:
        """The agent's own id.

        Raises:
            InvalidStateError: the agent does not run yet.
        """
        return self._link("agent_id").agent_id

    @property
    def exchange(self) -> ExchangeClient:
        """The exchange, in the agent's name.

        Raises:
            InvalidStateError: the agent does not run yet.
        """
        return self._link("exchange").exchange

    @property
    def log(self) -> logging.LoggerAdapter[logging.Logger]:
        """The agent's log.

        Raises:
            InvalidStateError: the agent does not run yet.
        """
        return self._link("log").log

    def shutdown(self, *, terminate: bool | None = None) -> None:
        """Lets the agent end, once the present action has returned.

        Args:
            terminate: whether to terminate the mailbox; None means as the configuration says.

        Raises:
            InvalidStateError: the agent does not run yet.
        """
        self._link("shutdown").shutdown(terminate)

    def wait_for(self, call: Coroutine[Any, Any, T], timeout: float | None = None) -> T:
        """For actions that run in a thread: runs a coroutine, such as a call of another agent, in the agent's event loop, and waits for it.

        Raises:
            TimeoutError: the seconds passed first; the call is cancelled.
            InvalidStateError: the agent does not run yet, or this is its event loop: await the call there.
        """
        return self._link("wait_for").wait_for(call, timeout)

    def _link(self, member: str) -> AgentLink:
        if self._lyceum_link is None:
            raise InvalidStateError(f"{type(self).__name__} does not run yet: its {member} can be used once it does")
        return self._lyceum_link
