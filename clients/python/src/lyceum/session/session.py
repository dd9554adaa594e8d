"""An entity's hold on its mailbox."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from lyceum.errors import ClosedError, LyceumError, UnavailableError
from lyceum.session.carrier import MAX_MESSAGE_BYTES, Budget, Carrier, SessionOptions, too_large
from lyceum.session.credits import Credits
from lyceum.session.held import Held, SessionListener
from lyceum.session.outbox import Entry, Taken
from lyceum.session.settler import Settler
from lyceum.session.tokens import TokenKeeper
from lyceum.session.waiters import Waiters, resolve
from lyceum.status import error_of_item
from lyceum.v1 import message_pb2
from lyceum.v1.exchange_pb2 import Attach, Detach, FailedItem, SessionEvent, SessionGrant, SessionRef, SessionUpdate
from lyceum.v1.message_pb2 import Delivery, Envelope

_UNANSWERED = (message_pb2.MESSAGE_KIND_EVENT, message_pb2.MESSAGE_KIND_PART)


class Session(Settler):
    """Sends, receives and settles for an entity.

    It outlives the streams that carry it: what the exchange has not confirmed is sent again, and what it holds is not delivered twice.
    """

    def __init__(self, carrier: Carrier, listener: SessionListener, options: SessionOptions) -> None:
        """Made by `Connection.open`."""
        super().__init__(lambda: carrier.wake(self), lambda: carrier.linger(self))
        self._carrier = carrier
        self._listener = listener
        self._protocols = tuple(options.protocols)
        self._tokens = TokenKeeper(options.token, options.renew, self._renewed)
        self._credits = Credits(options.window)
        self._resume: SessionRef | None = None
        self._granted = False
        self._fresh_token = ""
        self._read_through = 0
        # Whether to ask what the exchange has taken.
        self._asks = False
        self._flushed = Waiters()
        self.channel = 0
        """Its number on the present stream; 0 while it is on none."""

    def post(self, envelope: Envelope, taken: Taken | None = None, *, awaited: bool = False) -> None:
        """Sends a message, in the order of the calls; `taken` is told once whether the exchange has it.

        That may be a little later where nobody waits for it; who sends what owes no answer does.
        """
        if self.over is not None:
            if taken is not None:
                taken(self.over)
            return
        entry = Entry(send=envelope, taken=taken, patient=not awaited and envelope.kind not in _UNANSWERED)
        if entry.bytes > MAX_MESSAGE_BYTES:
            if taken is not None:
                taken(too_large(entry.bytes))
            return
        self._add(entry)

    async def send(self, envelope: Envelope) -> None:
        """Sends a message and waits until the exchange has it for good. Cancelling the wait does not take the message back.

        Raises:
            LyceumError: the exchange refused it, or the session is over.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.post(envelope, lambda error: resolve(done, error), awaited=True)
        await done

    def host(self, redeliverable: Iterable[str]) -> None:
        """Lets requests be delivered, in a session whose window is 0 so far.

        Those for actions that are not redeliverable count as begun, and need no acknowledgement.
        """
        self._credits.host(redeliverable)
        self._wake()

    def give_credit(self) -> None:
        """Lets one more request be delivered."""
        if self._credits.give():
            self._wake()

    async def flushed(self) -> None:
        """Waits until all that was sent and settled is confirmed, or the session is over."""
        if self._is_flushed():
            return
        self._asks = True
        self._wake()
        await self._flushed.wait()

    # What follows is for the connection.

    def detach(self) -> Detach | None:
        """Ends it from this side: what it holds is delivered again, to whoever listens next. None where the server need not be told."""
        channel = self.channel if self.over is None else 0
        self._end(ClosedError("the session was ended by its client", reason="SESSION_ENDED"))
        return Detach(channel=channel, begun=self._holdings.begun) if channel != 0 else None

    def attach(self, channel: int) -> Attach:
        """Begins on a new stream."""
        self.channel = channel
        self._fresh_token = ""
        attach = Attach(channel=channel, token=self._tokens.token, credits=self._credits.anew(), protocols=self._protocols)
        if self._resume is not None:
            attach.resume.CopyFrom(self._resume)
            attach.resume.held.extend(self._holdings.sequences)
        return attach

    def cut(self) -> None:
        """Its stream is gone; it goes on with the next."""
        if self._granted:
            self._outbox.rewind()
        self.channel = 0
        self._granted = False

    def unreachable(self, error: UnavailableError | None) -> None:
        """Passes on whether its server can be reached."""
        self._listener.unreachable(error)

    def fail(self, error: LyceumError) -> None:
        """Ends it because the server, or the connection, does not carry it any more."""
        if self.over is None:
            self._end(error)
            self._listener.ended(error)

    def take(self, budget: Budget, *, sends_too: bool) -> SessionUpdate | None:
        """Takes what waits, within the budget; None when nothing does."""
        if not self._granted:
            return None
        hosting = self._credits.take_hosting()
        update = SessionUpdate(
            channel=self.channel,
            hosting=hosting,
            credits=self._credits.take(),
            token=self._fresh_token,
            results_read_through=self._read_through,
        )
        patient = self._outbox.fill(update, budget, sends_too=sends_too)
        asks, self._asks = self._asks, False
        says = hosting is not None or update.credits or self._fresh_token or self._read_through
        if not update.items and not says and not asks:
            return None
        update.patient = patient and self._flushed.empty if update.items else not asks
        self._fresh_token = ""
        self._read_through = 0
        return update

    def waits(self, *, sends_too: bool) -> bool:
        """Whether it has more to write."""
        return self._granted and self._outbox.waits(sends_too=sends_too)

    def receive(self, event: SessionEvent) -> None:
        """Takes what the server says of it."""
        if event.HasField("grant"):
            self._grant(event.grant, event.failed)
        if event.taken_through > 0:
            self._confirm(event.taken_through, event.failed)
        for delivery in event.deliveries:
            self._deliver(delivery)
        if event.HasField("end"):
            self._server_ended(error_of_item(event.end.error) if event.end.HasField("error") else None)

    def _grant(self, grant: SessionGrant, failed: Sequence[FailedItem]) -> None:
        if grant.resumed:
            self._confirm(grant.taken_through, failed)
        else:
            self._restart()
        self._resume = SessionRef(session_id=grant.session_id, resume_token=grant.resume_token)
        self._granted = True
        self._tokens.accepted()
        self._carrier.granted()
        self._wake()
        self._tell_flushed()

    def _confirm(self, through: int, failed: Sequence[FailedItem]) -> None:
        for entry, error in self._outbox.confirm(through, failed):
            self._done(entry, error)
        if failed:
            self._read_through = through
            self._wake()
        if not self._flushed.empty:
            self._tell_flushed()

    def _done(self, entry: Entry, error: LyceumError | None) -> None:
        if entry.settle is not None and error is not None and error.retry_delay is not None:
            again = Entry(settle=entry.settle, closes=entry.closes, taken=entry.taken, patient=entry.patient)
            asyncio.get_running_loop().call_later(error.retry_delay, self._add, again)
            return
        if entry.closes is not None:
            self._holdings.drop(entry.closes)
        if entry.taken is not None:
            entry.taken(error)

    def _deliver(self, delivery: Delivery) -> None:
        if delivery.sequence == 0:
            self._listener.part(delivery.envelope)
            return
        taken = self._holdings.take(delivery)
        if taken is None:
            return
        held, before = taken
        if held.took_credit:
            self._credits.use()
        if before is not None:
            self._revoke(before)
        self._listener.delivered(held)

    def _revoke(self, held: Held) -> None:
        if not held.closed:
            held.closed = True
            self._outbox.retract(held)
            self._listener.revoked(held)

    def _restart(self) -> None:
        for entry in self._outbox.restart():
            if entry.taken is not None:
                entry.taken(ClosedError("the session that brought the delivery is over", reason="SESSION_ENDED"))
        for held in self._holdings.clear():
            self._revoke(held)

    def _server_ended(self, error: LyceumError | None) -> None:
        self.cut()
        if error is None or error.reason == "SESSION_ENDED":
            self._resume = None
            self._restart()
            self._carrier.reattach(self, 0.0)
        elif error.code == "UNAUTHENTICATED" and self._tokens.may_renew():
            self._tokens.renew_now(lambda: self._carrier.reattach(self, 0.0), self.fail)
        elif error.retry_delay is not None:
            self._carrier.reattach(self, error.retry_delay)
        else:
            self.fail(error)

    def _renewed(self, token: str) -> None:
        if self.over is None:
            self._fresh_token = token
            self._wake()

    def _add(self, entry: Entry) -> None:
        if self.over is None:
            self._outbox.add(entry)
            self._wake()

    def _is_flushed(self) -> bool:
        return self.over is not None or self._outbox.empty

    def _tell_flushed(self) -> None:
        if self._is_flushed():
            self._flushed.wake()

    def _end(self, error: LyceumError) -> None:
        if self.over is not None:
            return
        self.over = error
        self.channel = 0
        self._granted = False
        self._tokens.stop()
        for entry in self._outbox.abandon():
            if entry.taken is not None:
                entry.taken(error)
        self._carrier.forget(self)
        self._tell_flushed()
