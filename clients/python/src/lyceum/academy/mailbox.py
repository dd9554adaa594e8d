"""A mailbox between the thread that talks to the server and the event loops of the program."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from functools import partial
from typing import Any

from academy.message import Message

from lyceum.academy.site import Site
from lyceum.academy.tray import Tray
from lyceum.errors import ClosedError, LyceumError, UnavailableError
from lyceum.session import EntityToken, Held, Session, SessionOptions
from lyceum.session.outbox import Entry
from lyceum.v1 import exchange_pb2, message_pb2
from lyceum.v1.exchange_pb2 import Settlement
from lyceum.v1.message_pb2 import Envelope

_ACTION = message_pb2.MESSAGE_KIND_ACTION
_AHEAD = 16
"""Actions that are acknowledged before the program takes them, while it listens."""
_CLOSE_GRACE = 5.0

Renew = Callable[[], Awaitable[EntityToken]]


class Mailbox:
    """An entity's session. It is opened when it is first needed, so that an entity which was only bound was never heard.

    What arrives waits here. An action is handed out once its acknowledgement is with the exchange for good, so that it never begins twice.
    Everything that is not marked as safe for any thread is for the site's loop.
    """

    def __init__(self, site: Site, renew: Renew, protocols: tuple[str, ...], token: EntityToken | None = None) -> None:
        self._site = site
        self._renew = renew
        self._protocols = protocols
        self._token = token
        self._session: Session | None = None
        self._opening: asyncio.Task[None] | None = None
        self._at_open: list[Callable[[Session], object]] = []
        self._tray = Tray()
        self._away: UnavailableError | None = None
        # In the order of arrival; those at the head that may be handed out move to the tray.
        self._arrived: deque[Held] = deque()
        self._begun: dict[Held, bool] = {}
        self._listening = False
        self._paused = False
        self._unsent: set[Future[None]] = set()

    # For any thread.

    @property
    def over(self) -> LyceumError | None:
        """Why its session is over; None while it goes on."""
        return self._tray.over

    def loop_back(self, message: Message[Any]) -> None:
        """Hands out what the program says to itself."""
        self._tray.put([message])

    def take(self) -> Held | Message[Any] | None:
        """What may be handed out next.

        Raises:
            LyceumError: the session is over.
        """
        taken = self._tray.take()
        if self._arrived and len(self._tray) < _AHEAD // 2:
            self._site.do(self._begin)
        return taken

    async def arrival(self, timeout: float | None) -> bool:
        """Waits until there is something to take, or the session is over; False when that takes longer. Cancelling it loses nothing."""
        return await self._tray.arrival(timeout)

    def listen(self, wanted: bool) -> None:
        """Says whether the program takes what arrives."""
        if self._listening != wanted:
            self._listening = wanted
            if wanted:
                self._site.do(self._begin)

    def pause(self) -> None:
        """Begins with no more actions."""
        self._paused = True

    def send(self, envelope: Envelope) -> Future[None]:
        """Sends a message; the future is done once the exchange has it."""
        return self._soon(lambda session, told: self._post(session, envelope, told))

    def respond(self, held: Held, answer: Envelope) -> Future[None]:
        """Answers a request; done once the exchange has that, or needs it no more."""

        def respond(session: Session, told: Future[None]) -> None:
            if not session.holds(held):
                _tell(told, None)
                return
            session.respond(held, answer)
            _when(session.flushed(), told)

        return self._soon(respond)

    def settle(self, held: Held) -> None:
        """Says that what was taken and owes no answer must not come again."""
        self._site.do(lambda: None if self._session is None else self._session.drop(held))

    def credit(self, held: Held) -> None:
        """Says that what was taken needs its place no more."""
        if held.took_credit:
            self._site.do(lambda: None if self._session is None else self._session.give_credit())

    def beat(self) -> Future[None]:
        """Lets the exchange hear of this entity; done once it did."""

        def beat(session: Session, told: Future[None]) -> None:
            def taken(error: LyceumError | None) -> None:
                # A session that began anew meanwhile was heard by that.
                _tell(told, None if error is not None and error.reason == "SESSION_ENDED" else error)

            # An item that changes nothing, since the exchange hears a session by its items.
            settlement = Settlement(kind=exchange_pb2.SETTLEMENT_KIND_EXTEND)
            session._add(Entry(settle=settlement, taken=taken))
            if session.over is not None:
                _tell(told, session.over)

        return self._soon(beat)

    async def flush(self) -> None:
        """Waits until what was said so far is with the exchange, or a few seconds."""

        async def flush() -> None:
            if self._session is not None and self._session.over is None and self._away is None:
                await asyncio.wait((asyncio.ensure_future(self._session.flushed()),), timeout=_CLOSE_GRACE)

        await self._site.ask(flush)

    def open(self) -> None:
        """Begins to listen, if that is not so yet."""
        self._site.do(self._open)

    async def close(self) -> None:
        """Ends the session after what was said has left, or a few seconds; what nobody took goes back to the exchange."""
        await self._site.ask(self._close)

    # For the loop of the site.

    def delivered(self, held: Held) -> None:
        self._arrived.append(held)
        if held.envelope.kind != _ACTION:
            self._begun[held] = True
            self._hand_out()
        elif self._listening:
            self._begin()

    def part(self, envelope: Envelope) -> None:
        """Academy's agents stream nothing."""

    def revoked(self, held: Held) -> None:
        self._begun.pop(held, None)
        if held in self._arrived:
            self._arrived.remove(held)
        self._tray.remove(held)
        self._hand_out()

    def ended(self, error: LyceumError) -> None:
        self._end(error)

    def unreachable(self, error: UnavailableError | None) -> None:
        self._away = error
        if error is not None:
            for told in list(self._unsent):
                _tell(told, error)

    def _soon(self, what: Callable[[Session, Future[None]], None]) -> Future[None]:
        told: Future[None] = Future()

        def do() -> None:
            if self._tray.over is not None:
                _tell(told, self._tray.over)
                return
            if self._away is not None:
                _tell(told, self._away)
                return
            self._unsent.add(told)
            told.add_done_callback(self._unsent.discard)
            if self._session is not None:
                what(self._session, told)
            else:
                self._at_open.append(lambda session: what(session, told))
                self._open()

        self._site.do(do)
        return told

    def _post(self, session: Session, envelope: Envelope, told: Future[None], since: float | None = None) -> None:
        since = self._site.loop.time() if since is None else since

        def taken(error: LyceumError | None) -> None:
            patience = self._site.transport.options.timeout - (self._site.loop.time() - since)
            if error is None or error.retry_delay is None or error.retry_delay >= patience or told.done():
                _tell(told, error)
                return
            self._site.loop.call_later(error.retry_delay, self._post, session, envelope, told, since)

        session.post(envelope, taken, awaited=True)

    def _open(self) -> None:
        if self._session is None and self._opening is None and self._tray.over is None:
            self._opening = asyncio.ensure_future(self._open_session())

    async def _open_session(self) -> None:
        try:
            token = self._token or await self._renew()
        except LyceumError as error:
            self._end(error)
            return
        options = SessionOptions(token, self._renew, protocols=self._protocols)
        self._session = self._site.connection.open(self, options)
        waiting, self._at_open = self._at_open, []
        for what in waiting:
            what(self._session)

    def _begin(self) -> None:
        """Acknowledges the actions that come next."""
        self._open()
        if self._session is None or self._paused:
            return
        ahead = _AHEAD - len(self._tray)
        for held in list(self._arrived)[: max(0, ahead)]:
            if held not in self._begun:
                self._begun[held] = False
                self._session.acknowledge(held, partial(self._kept, held))

    def _kept(self, held: Held, kept: bool) -> None:
        if held not in self._begun:
            return
        if kept:
            self._begun[held] = True
            self._hand_out()
        else:
            self.revoked(held)

    def _hand_out(self) -> None:
        ready = []
        while self._arrived and self._begun.get(self._arrived[0], False):
            held = self._arrived.popleft()
            del self._begun[held]
            ready.append(held)
        self._tray.put(ready)
        if self._arrived and self._listening:
            self._begin()

    def _end(self, error: LyceumError) -> None:
        if not self._tray.end(error):
            return
        self._arrived.clear()
        self._begun.clear()
        for told in list(self._unsent):
            _tell(told, error)

    async def _close(self) -> None:
        if self._opening is not None:
            await asyncio.wait((self._opening,), timeout=_CLOSE_GRACE)
            self._opening.cancel()
        session = self._session
        if session is not None and session.over is None:
            if self._away is None:
                await asyncio.wait((asyncio.ensure_future(session.flushed()),), timeout=_CLOSE_GRACE)
            self._site.connection.detach(session)
        self._end(ClosedError("the transport is closed"))


def _when(done: Awaitable[None], told: Future[None]) -> None:
    asyncio.ensure_future(done).add_done_callback(lambda _: _tell(told, None))


def _tell(told: Future[None], error: LyceumError | None) -> None:
    if told.done():
        return
    if error is None:
        told.set_result(None)
    else:
        told.set_exception(error)
