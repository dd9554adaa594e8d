"""Settling what a session holds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from lyceum.errors import LyceumError
from lyceum.session.carrier import MAX_MESSAGE_BYTES, Kept, too_large
from lyceum.session.held import Held
from lyceum.session.holdings import Holdings
from lyceum.session.outbox import Entry, Outbox
from lyceum.v1 import exchange_pb2
from lyceum.v1.exchange_pb2 import Settlement
from lyceum.v1.message_pb2 import Envelope


class Settler:
    """Holds deliveries until they are settled; the part of a session that its listener needs most."""

    def __init__(self, wake: Callable[[], None], linger: Callable[[], None]) -> None:
        """`wake` is called when there is something to write, `linger` when that may wait a little for a frame of others."""
        self._wake = wake
        self._linger = linger
        self._outbox = Outbox()
        self._holdings = Holdings()
        self.over: LyceumError | None = None
        """Why it is over; None while it goes on."""

    def holds(self, held: Held) -> bool:
        """Whether a delivery is still to be settled here."""
        return self.over is None and not held.closed and self._holdings.has(held)

    def acknowledge(self, held: Held, kept: Kept | None = None) -> None:
        """Says that a delivery must never come again; an answer in the same turn takes its place."""
        if not self.holds(held):
            if kept is not None:
                kept(False)
            return

        def taken(error: LyceumError | None) -> None:
            begun = error is None and self._holdings.acknowledged(held)
            if kept is not None:
                kept(begun)

        settlement = Settlement(sequence=held.sequence, kind=exchange_pb2.SETTLEMENT_KIND_ACKNOWLEDGE)
        self._outbox.acknowledge(held, Entry(settle=settlement, taken=taken, patient=kept is None))
        self._wake()

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
        self._close(held, exchange_pb2.SETTLEMENT_KIND_RESPOND, answer)
        self._wake()

    def drop(self, held: Held) -> None:
        """Says that nothing is owed for a delivery (an answer, an event) and that it must not come again."""
        if self.holds(held):
            self._close(held, exchange_pb2.SETTLEMENT_KIND_ACKNOWLEDGE)
            self._linger()

    def release(self, held: Held) -> None:
        """Gives a delivery back without counting the attempt: it comes again, here or to who listens next."""
        if self.holds(held):
            self._close(held, exchange_pb2.SETTLEMENT_KIND_RELEASE)
            # It may come again before the release is confirmed.
            self._holdings.drop(held)
            self._wake()

    def _close(self, held: Held, kind: exchange_pb2.SettlementKind.ValueType, answer: Envelope | None = None) -> None:
        held.closed = True
        self._outbox.retract(held)
        self._outbox.add(Entry(settle=Settlement(sequence=held.sequence, kind=kind, answer=answer), closes=held, patient=True))
