"""A session's deliveries, one by one."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from lyceum.errors import LyceumError, UnavailableError
from lyceum.session.held import Held
from lyceum.session.session import Session
from lyceum.v1.message_pb2 import Envelope


class Inbox:
    """A listener that keeps what a session brings until it is asked for: what a reader needs that is no agent.

    Cancelling `receive` loses nothing, and any number of readers may wait. Requests that wait here are bounded by the session's window.
    """

    def __init__(self, on_part: Callable[[Envelope], None] | None = None) -> None:
        """Makes an inbox; give it to `Connection.open`. Parts of streamed results are dropped where nobody takes them."""
        self._waiting: deque[Held] = deque()
        self._readers: deque[asyncio.Future[None]] = deque()
        self._on_part = on_part
        self._over: LyceumError | None = None
        self.away: UnavailableError | None = None
        """Set while the server is out of reach for longer than the options allow."""

    async def receive(self, session: Session) -> Held:
        """The next delivery, once there is one. It is the caller's to settle: acknowledge, respond, drop or release it.

        Raises:
            LyceumError: the session is over (`MailboxTerminatedError`, `SupersededError`, `ClosedError` ...), and nothing waits.
        """
        while not self._waiting:
            if self._over is not None:
                raise self._over
            reader: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._readers.append(reader)
            try:
                await reader
            except asyncio.CancelledError:
                # Whoever was woken and goes away passes it on.
                if reader.done() and not reader.cancelled():
                    self._wake_one()
                raise
            finally:
                if reader in self._readers:
                    self._readers.remove(reader)
        held = self._waiting.popleft()
        if held.took_credit:
            session.give_credit()
        return held

    def delivered(self, held: Held) -> None:
        """For the session."""
        self._waiting.append(held)
        self._wake_one()

    def part(self, envelope: Envelope) -> None:
        """For the session."""
        if self._on_part is not None:
            self._on_part(envelope)

    def revoked(self, held: Held) -> None:
        """For the session: what still waits here and is void is not handed out."""
        if held in self._waiting:
            self._waiting.remove(held)

    def ended(self, error: LyceumError) -> None:
        """For the session."""
        self._over = error
        self._waiting.clear()
        while self._readers:
            self._wake_one()

    def unreachable(self, error: UnavailableError | None) -> None:
        """For the session."""
        self.away = error

    def _wake_one(self) -> None:
        while self._readers:
            reader = self._readers.popleft()
            if not reader.done():
                reader.set_result(None)
                return
