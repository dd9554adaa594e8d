"""The parts of a streamed result on their way to the caller."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from lyceum.errors import LyceumError
from lyceum.messenger import Messenger
from lyceum.payload import encode_value
from lyceum.session import PARTS_LABEL, Held
from lyceum.v1 import message_pb2
from lyceum.v1.message_pb2 import Envelope

_ASK_EVERY = 32
"""Parts after which the caller is asked whether it has read them; twice as many are sent at most before it has."""
_MOST_UNCONFIRMED = 64


class PartStream:
    """Sends parts, no faster than the exchange takes and the caller reads them; those refused for a while are sent again, in order."""

    def __init__(self, messenger: Messenger, held: Held) -> None:
        self._messenger = messenger
        self._request = held.envelope
        self._unconfirmed: deque[Envelope] = deque()
        self._changed = asyncio.Event()
        self._read = 0
        self._round = 0
        self._error: LyceumError | None = None
        self._stopped = False
        self._resend: asyncio.TimerHandle | None = None
        self.count = 0
        """How many were sent."""

    async def send(self, value: object) -> None:
        """Sends a part; returns when there is room for the next.

        Raises:
            SerializationError: it cannot be sent.
            LyceumError: the exchange refuses it for good.
        """
        media_type, body = encode_value(value)
        part = Envelope(
            id=self._request.id,
            kind=message_pb2.MESSAGE_KIND_PART,
            dest=self._request.src,
            media_type=media_type,
            body=body,
            part=self.count,
        )
        self.count += 1
        self._unconfirmed.append(part)
        self._write(part)
        if self.count % _ASK_EVERY == 0:
            ask = Envelope(kind=message_pb2.MESSAGE_KIND_PING, dest=self._request.src, label=PARTS_LABEL, target_id=self._request.id)
            self._messenger.request(ask, _Asked(self._was_read))
        while not self._stopped and (len(self._unconfirmed) >= _MOST_UNCONFIRMED or self.count - self._read >= 2 * _ASK_EVERY):
            await self._change()

    async def flush(self) -> None:
        """Returns once the exchange has all parts, so that the answer comes after them.

        Raises:
            LyceumError: the exchange refuses one for good.
        """
        while not self._stopped and self._unconfirmed:
            await self._change()

    def stop(self) -> None:
        """Nobody wants the parts any more; waits end at once."""
        self._stopped = True
        if self._resend is not None:
            self._resend.cancel()
        self._changed.set()

    async def _change(self) -> None:
        if self._error is not None:
            raise self._error
        self._changed.clear()
        await self._changed.wait()

    def _was_read(self) -> None:
        # Whatever comes back, and be it that the reader does not answer such questions, says that it keeps up or is gone.
        self._read += _ASK_EVERY
        self._changed.set()

    def _write(self, part: Envelope) -> None:
        this_round = self._round

        def taken(error: LyceumError | None) -> None:
            if error is None:
                self._confirmed(part)
            elif this_round == self._round:
                self._refused(error)

        self._messenger.session.post(part, taken)

    def _confirmed(self, part: Envelope) -> None:
        while self._unconfirmed and self._unconfirmed[0].part <= part.part:
            self._unconfirmed.popleft()
        self._changed.set()

    def _refused(self, error: LyceumError) -> None:
        self._round += 1
        if error.retry_delay is None:
            self._error = error
            self._changed.set()
        else:
            self._resend = asyncio.get_running_loop().call_later(error.retry_delay, self._send_again)

    def _send_again(self) -> None:
        for part in list(self._unconfirmed):
            self._write(part)


class _Asked:
    """A question whether parts were read."""

    def __init__(self, done: Callable[[], None]) -> None:
        self._done = done

    def answered(self, envelope: Envelope) -> None:
        self._done()

    def failed(self, error: LyceumError) -> None:
        self._done()

    def part(self, envelope: Envelope) -> None: ...

    def awaited(self, read: Callable[[], None]) -> None:
        read()
