"""An entity's voice and ear."""

from __future__ import annotations

import asyncio
import math
import random
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from lyceum.durations import duration_of
from lyceum.entity import EntityId
from lyceum.errors import ClosedError, ExpiredError, LyceumError, UnavailableError
from lyceum.failure import failure_to_proto, own_failure
from lyceum.session import PARTS_LABEL, Connection, Held, Session, SessionOptions
from lyceum.transport import Transport
from lyceum.v1 import message_pb2
from lyceum.v1.message_pb2 import Envelope

_REFUSED_FOR = 60.0


class PendingRequest(Protocol):
    """Takes what becomes of a request; exactly one of `answered` and `failed` is called, once."""

    def answered(self, envelope: Envelope) -> None:
        """Its answer."""

    def failed(self, error: LyceumError) -> None:
        """It was not, or not in time, answered."""

    def part(self, envelope: Envelope) -> None:
        """A part of its streamed result."""

    def awaited(self, read: Callable[[], None]) -> None:
        """The agent wants to know when the parts so far are read."""


class RequestServer(Protocol):
    """Serves what is sent to the entity."""

    def request(self, held: Held) -> None:
        """A request or an event; it is the server's to settle."""

    def revoked(self, held: Held) -> None:
        """It need not be served any more."""

    def ended(self, error: LyceumError) -> None:
        """The session is over for good."""


@dataclass(slots=True, eq=False)
class _Call:
    envelope: Envelope
    pending: PendingRequest
    timer: asyncio.TimerHandle | None
    insist_until: float
    """Until when a refusal that may pass is met by sending again."""


class Messenger:
    """Sends requests and matches their answers by id, and passes requests on to who serves them."""

    def __init__(self, entity: EntityId, origin: str, connection: Connection, options: SessionOptions, *, serves: bool = False) -> None:
        """Opens the entity's session; `origin` names the server and namespace, so that a messenger of the same exchange is known."""
        self.entity = entity
        self.origin = origin
        self._connection = connection
        self._serves = serves
        self._server: RequestServer | None = None
        self._early: list[Held] = []
        self._calls: dict[str, _Call] = {}
        self._posts: set[asyncio.Future[None]] = set()
        self._prefix = secrets.token_urlsafe(9)
        self._count = 0
        self._away: UnavailableError | None = None
        self.session: Session = connection.open(self, options)

    @property
    def transport(self) -> Transport:
        """For calls to the server itself."""
        return self._connection.transport

    @property
    def closed(self) -> bool:
        """Whether nothing can be sent any more."""
        return self.session.over is not None

    def serve(self, server: RequestServer) -> None:
        """Has requests served from now on, and those that came before."""
        self._server = server
        if self.session.over is not None:
            server.ended(self.session.over)
        early, self._early = self._early, []
        for held in early:
            server.request(held)

    def request(self, envelope: Envelope, pending: PendingRequest, timeout: float | None = None) -> str:
        """Sends a request; tells the id that it was given, to give it up by."""
        envelope.id = self._new_id()
        if self._away is not None:
            pending.failed(self._away)
            return envelope.id
        timer = None
        if timeout is not None and not math.isinf(timeout):
            envelope.timeout.CopyFrom(duration_of(timeout))
            timer = asyncio.get_running_loop().call_later(timeout, self._expire, envelope.id, timeout)
        insist_until = time.monotonic() + min(_REFUSED_FOR if timeout is None else timeout, _REFUSED_FOR)
        self._calls[envelope.id] = _Call(envelope, pending, timer, insist_until)
        self._send(self._calls[envelope.id])
        return envelope.id

    def abandon(self, id: str) -> None:
        """Forgets a request: its answer is dropped. The agent is asked to cancel it, and whether it can is nobody's concern."""
        call = self._forget(id)
        if call is not None and not self.closed:
            self.request(Envelope(kind=message_pb2.MESSAGE_KIND_CANCEL, dest=call.envelope.dest, target_id=id), NOBODY)

    async def post(self, envelope: Envelope) -> None:
        """Sends a message whose answer is nobody's concern, and waits until the exchange has it.

        Raises:
            LyceumError: the exchange refuses it, or is out of reach.
        """
        envelope.id = self._new_id()
        if self._away is not None:
            raise self._away
        done = asyncio.ensure_future(self.session.send(envelope))
        self._posts.add(done)
        try:
            await asyncio.shield(done)
        except asyncio.CancelledError:
            if self._away is not None and done.cancelled():
                raise self._away from None
            raise
        finally:
            self._posts.discard(done)
            done.cancel()

    async def close(self, grace: float) -> None:
        """Ends its session, once what was sent and answered is with the exchange or the grace is over. Pending requests fail."""
        if self.closed:
            return
        error = ClosedError(f"{self.entity} is closed")
        for id in list(self._calls):
            self._fail(id, error)
        since = time.monotonic()
        flushed = asyncio.ensure_future(self.session.flushed())
        await asyncio.wait((flushed,), timeout=grace)
        flushed.cancel()
        known = self._connection.detach(self.session)
        # What it did not begin goes back by this word, so that it is said before its host reports its end.
        if self._serves:
            await asyncio.wait((known,), timeout=max(0.0, grace - (time.monotonic() - since)))

    # What follows is for its session.

    def delivered(self, held: Held) -> None:
        """A message came."""
        envelope = held.envelope
        if envelope.kind == message_pb2.MESSAGE_KIND_RESPONSE:
            self.session.drop(held)
            # An answer that nobody waits for any more is late or a repeat; it is dropped.
            call = self._forget(envelope.id)
            if call is not None:
                call.pending.answered(envelope)
        elif envelope.kind == message_pb2.MESSAGE_KIND_PING and envelope.label == PARTS_LABEL:
            self._parts_awaited(held)
        elif self._server is not None:
            self._server.request(held)
        elif self._serves:
            self._early.append(held)
        else:
            self._refuse(held)

    def part(self, envelope: Envelope) -> None:
        """A part came."""
        call = self._calls.get(envelope.id)
        if call is not None:
            call.pending.part(envelope)

    def revoked(self, held: Held) -> None:
        """A delivery became void."""
        if held in self._early:
            self._early.remove(held)
        if self._server is not None:
            self._server.revoked(held)

    def ended(self, error: LyceumError) -> None:
        """The session is over."""
        for id in list(self._calls):
            self._fail(id, error)
        if self._server is not None:
            self._server.ended(error)

    def unreachable(self, error: UnavailableError | None) -> None:
        """The server is away, or is back."""
        self._away = error
        if error is None:
            return
        for id in list(self._calls):
            self._fail(id, error)
        for done in list(self._posts):
            done.cancel()

    def _new_id(self) -> str:
        self._count += 1
        return f"{self._prefix}.{self._count:x}"

    def _send(self, call: _Call) -> None:
        def taken(error: LyceumError | None) -> None:
            if error is not None:
                self._refused(call, error)

        self.session.post(call.envelope, taken)

    def _refused(self, call: _Call, error: LyceumError) -> None:
        id = call.envelope.id
        if id not in self._calls:
            return
        if error.retry_delay is not None:
            delay = error.retry_delay * (1 + random.random())
            if time.monotonic() + delay <= call.insist_until:
                asyncio.get_running_loop().call_later(delay, self._send_again, call)
                return
        self._fail(id, error)

    def _send_again(self, call: _Call) -> None:
        if call.envelope.id in self._calls:
            self._send(call)

    def _parts_awaited(self, held: Held) -> None:
        def read() -> None:
            self.session.respond(held, Envelope(status=message_pb2.ANSWER_STATUS_OK))

        call = self._calls.get(held.envelope.target_id)
        if call is None:
            read()
        else:
            call.pending.awaited(read)

    def _refuse(self, held: Held) -> None:
        if held.took_credit:
            self.session.give_credit()
        if held.envelope.kind == message_pb2.MESSAGE_KIND_EVENT:
            self.session.drop(held)
            return
        failure = failure_to_proto(own_failure("Unsupported", f"{self.entity} cannot fulfil requests"))
        self.session.respond(held, Envelope(status=message_pb2.ANSWER_STATUS_UNSUPPORTED, failure=failure))

    def _expire(self, id: str, timeout: float) -> None:
        self._fail(id, ExpiredError(f"no answer came within {timeout:g} s"))

    def _fail(self, id: str, error: LyceumError) -> None:
        call = self._forget(id)
        if call is not None:
            call.pending.failed(error)

    def _forget(self, id: str) -> _Call | None:
        call = self._calls.pop(id, None)
        if call is not None and call.timer is not None:
            call.timer.cancel()
        return call


class _Nobody:
    """Nobody's request."""

    def answered(self, envelope: Envelope) -> None: ...

    def failed(self, error: LyceumError) -> None: ...

    def part(self, envelope: Envelope) -> None: ...

    def awaited(self, read: Callable[[], None]) -> None:
        read()


NOBODY: PendingRequest = _Nobody()
"""For requests whose outcome is nobody's concern."""
