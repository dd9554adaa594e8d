"""An entity's hold on its mailbox."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence

from lyceum.errors import ClosedError, LyceumError, UnavailableError
from lyceum.session.carrier import MAX_MESSAGE_BYTES, Budget, Carrier, Kept, SessionOptions, too_large
from lyceum.session.credits import Credits
from lyceum.session.held import Held, SessionListener
from lyceum.session.holdings import Holdings
from lyceum.session.outbox import Entry, Outbox, Taken
from lyceum.session.tokens import TokenKeeper
from lyceum.status import error_of_item
from lyceum.v1 import exchange_pb2
from lyceum.v1.exchange_pb2 import Attach, FailedItem, SessionEvent, SessionGrant, SessionRef, SessionUpdate, Settlement
from lyceum.v1.message_pb2 import Delivery, Envelope


class Session:
    """Sends, receives and settles for an entity.

    It outlives the streams that carry it: what the exchange has not confirmed is sent again, and what it holds is not delivered twice.
    """

    def __init__(self, carrier: Carrier, listener: SessionListener, options: SessionOptions) -> None:
        """Made by `Connection.open`."""
        self._carrier = carrier
        self._listener = listener
        self._protocols = tuple(options.protocols)
        self._tokens = TokenKeeper(options.token, options.renew, self._renewed)
        self._credits = Credits(options.window)
        self._outbox = Outbox()
        self._holdings = Holdings()
        # Acknowledgements that an answer in the same frame makes needless, with who waits for them.
        self._due: dict[Held, Kept | None] = {}
        self._resume: SessionRef | None = None
        self._granted = False
        self._fresh_token = ""
        self._read_through = 0
        self._flushed: list[asyncio.Future[None]] = []
        self._renewal: asyncio.Task[None] | None = None
        self.channel = 0
        """Its number on the present stream; 0 while it is on none."""
        self.over: LyceumError | None = None
        """Why it is over; None while it goes on."""

    def post(self, envelope: Envelope, taken: Taken | None = None) -> None:
        """Sends a message, in the order of the calls; `taken` is told once whether the exchange has it."""
        if self.over is not None:
            if taken is not None:
                taken(self.over)
            return
        entry = Entry(send=envelope, taken=taken)
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
        self.post(envelope, lambda error: _resolve(done, error))
        await done

    def acknowledge(self, held: Held, kept: Kept | None = None) -> None:
        """Says that a delivery must never come again; an answer in the same turn takes its place."""
        if self.holds(held):
            self._due[held] = kept
            self._carrier.wake(self)
        elif kept is not None:
            kept(False)

    async def acknowledged(self, held: Held) -> bool:
        """Acknowledges and waits until that is so for good; False when the delivery was settled otherwise, or is void."""
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        def told(kept: bool) -> None:
            if not done.done():
                done.set_result(kept)

        self.acknowledge(held, told)
        return await done

    def respond(self, held: Held, answer: Envelope) -> None:
        """Answers a request: status, failure, body, media type and number of parts; the exchange takes the rest from the request.

        One that is not held any more was answered by the exchange; this answer is dropped then.

        Raises:
            MessageTooLargeError: it cannot be written; the request is still to be answered.
        """
        if not self.holds(held):
            return
        if answer.ByteSize() > MAX_MESSAGE_BYTES:
            raise too_large(answer.ByteSize())
        self._forget_due(held)
        held.closed = True
        self._settle(held, exchange_pb2.SETTLEMENT_KIND_RESPOND, answer)

    def drop(self, held: Held) -> None:
        """Says that nothing is owed for a delivery (an answer, an event) and that it must not come again."""
        if self.holds(held):
            self._forget_due(held)
            held.closed = True
            self._settle(held, exchange_pb2.SETTLEMENT_KIND_ACKNOWLEDGE)

    def release(self, held: Held) -> None:
        """Gives a delivery back without counting the attempt: it comes again, here or to who listens next."""
        if self.holds(held):
            self._forget_due(held)
            held.closed = True
            # It may come again before the release is confirmed.
            self._holdings.drop(held)
            self._settle(held, exchange_pb2.SETTLEMENT_KIND_RELEASE)

    def holds(self, held: Held) -> bool:
        """Whether a delivery is still to be settled here."""
        return self.over is None and not held.closed and self._holdings.has(held)

    def give_credit(self) -> None:
        """Lets one more request be delivered."""
        if self._credits.give():
            self._carrier.wake(self)

    async def flushed(self) -> None:
        """Waits until all that was sent and settled is confirmed, or the session is over."""
        if self._is_flushed():
            return
        self._carrier.wake(self)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._flushed.append(done)
        await done

    # What follows is for the connection.

    def detach(self) -> int:
        """Ends it from this side: what it holds is delivered again, to whoever listens next. Tells the channel that it had; 0 for none."""
        channel = self.channel if self.over is None else 0
        self._end(ClosedError("the session was ended by its client", reason="SESSION_ENDED"))
        return channel

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
        for held, kept in self._due.items():
            self._settle(held, exchange_pb2.SETTLEMENT_KIND_ACKNOWLEDGE, kept=kept)
        self._due.clear()
        update = SessionUpdate(
            channel=self.channel,
            credits=self._credits.take(),
            token=self._fresh_token,
            results_read_through=self._read_through,
        )
        while budget.items > 0:
            # An item that is larger than a frame should be has one to itself.
            entry = self._outbox.next(sends_too=sends_too, max_bytes=math.inf if budget.empty else budget.bytes)
            if entry is None:
                break
            update.items.append(entry.item())
            budget.items -= 1
            budget.bytes -= entry.bytes
            budget.empty = False
        if not update.items and not update.credits and not self._fresh_token and self._read_through == 0:
            return None
        self._fresh_token = ""
        self._read_through = 0
        return update

    def waits(self, *, sends_too: bool) -> bool:
        """Whether it has more to write."""
        return self._granted and (bool(self._due) or self._outbox.waits(sends_too=sends_too))

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
        self._carrier.wake(self)
        self._tell_flushed()

    def _confirm(self, through: int, failed: Sequence[FailedItem]) -> None:
        for entry, error in self._outbox.confirm(through, failed):
            self._done(entry, error)
        if failed:
            self._read_through = through
            self._carrier.wake(self)
        if self._flushed:
            self._tell_flushed()

    def _done(self, entry: Entry, error: LyceumError | None) -> None:
        if entry.settle is not None and error is not None and error.retry_delay is not None:
            again = Entry(settle=entry.settle, closes=entry.closes, taken=entry.taken)
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
        self._forget_due(held)
        if not held.closed:
            held.closed = True
            self._listener.revoked(held)

    def _forget_due(self, held: Held) -> None:
        kept = self._due.pop(held, None)
        if kept is not None:
            kept(False)

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
            self._renewal = asyncio.ensure_future(self._renew_and_reattach())
        elif error.retry_delay is not None:
            self._carrier.reattach(self, error.retry_delay)
        else:
            self.fail(error)

    async def _renew_and_reattach(self) -> None:
        try:
            await self._tokens.renew()
        except LyceumError as error:
            self.fail(error)
        except Exception as error:
            failed = LyceumError("the entity's token could not be renewed", code="UNAUTHENTICATED")
            failed.__cause__ = error
            self.fail(failed)
        else:
            self._carrier.reattach(self, 0.0)

    def _renewed(self, token: str) -> None:
        if self.over is None:
            self._fresh_token = token
            self._carrier.wake(self)

    def _add(self, entry: Entry) -> None:
        if self.over is None:
            self._outbox.add(entry)
            self._carrier.wake(self)

    def _settle(
        self,
        held: Held,
        kind: exchange_pb2.SettlementKind.ValueType,
        answer: Envelope | None = None,
        kept: Kept | None = None,
    ) -> None:
        def taken(error: LyceumError | None) -> None:
            begun = error is None and self._holdings.acknowledged(held)
            if kept is not None:
                kept(begun)

        settlement = Settlement(sequence=held.sequence, kind=kind, answer=answer)
        self._add(Entry(settle=settlement, closes=held, taken=None) if held.closed else Entry(settle=settlement, taken=taken))

    def _is_flushed(self) -> bool:
        return self.over is not None or (not self._due and self._outbox.empty)

    def _tell_flushed(self) -> None:
        if self._is_flushed():
            waiting, self._flushed = self._flushed, []
            for done in waiting:
                _resolve(done, None)

    def _end(self, error: LyceumError) -> None:
        if self.over is not None:
            return
        self.over = error
        self.channel = 0
        self._granted = False
        self._tokens.stop()
        if self._renewal is not None and self._renewal is not asyncio.current_task():
            self._renewal.cancel()
        for held in list(self._due):
            self._forget_due(held)
        for entry in self._outbox.abandon():
            if entry.taken is not None:
                entry.taken(error)
        self._carrier.forget(self)
        self._tell_flushed()


def _resolve(done: asyncio.Future[None], error: LyceumError | None) -> None:
    if done.done():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
