"""Why the present code of an agent runs."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime

from lyceum.agent.scope import current_scope
from lyceum.entity import EntityId
from lyceum.errors import InvalidStateError


@dataclass(slots=True, eq=False)
class Context:
    """What an agent's code can learn about why it runs."""

    agent_id: EntityId
    run_attempt: int
    """Attempt of its run, from 1; 0 where no manager runs it."""
    draining: asyncio.Event
    """Set when the agent is to end: finish soon, or hand over."""
    caller: EntityId | None = None
    """Who asked; None outside of actions."""
    action: str = ""
    """Name of the action; empty outside of actions."""
    attempt: int = 0
    """Which delivery of the request this is, from 1; 0 outside of actions."""
    deadline: datetime | None = None
    """When the answer is due; None when it never is."""
    traceparent: str = ""
    """W3C trace context of the request; empty when it has none."""
    tracestate: str = ""
    _cancelled: threading.Event = field(default_factory=threading.Event)

    @property
    def cancelled(self) -> bool:
        """Whether the work is not wanted any more. A coroutine is told by `CancelledError`; what runs in a thread asks here."""
        return self._cancelled.is_set()

    @property
    def remaining(self) -> float | None:
        """Seconds until the answer is due; None when it never is."""
        return None if self.deadline is None else (self.deadline - datetime.now(UTC)).total_seconds()

    def wait_cancelled(self, timeout: float | None = None) -> bool:
        """For code in a thread: waits until the work is not wanted any more; False when the seconds passed first."""
        return self._cancelled.wait(timeout)

    def cancel(self) -> None:
        """For the agent's host."""
        self._cancelled.set()


def context() -> Context:
    """The context of the present code.

    Raises:
        InvalidStateError: no agent's code runs here.
    """
    scope = current_scope.get()
    if scope is None:
        raise InvalidStateError("no agent's code runs here")
    return scope.context
