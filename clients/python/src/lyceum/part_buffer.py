"""The parts of a streamed result between the connection and the loop that reads them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from lyceum.errors import StreamBrokenError
from lyceum.v1.message_pb2 import Envelope

_LOW = 32
"""Parts that may wait here for their reader while more are asked for. The sender itself stops at 64 that it was not told of."""


class PartBuffer:
    """Parts in order, of one attempt."""

    def __init__(self) -> None:
        self._parts: deque[tuple[str, bytes]] = deque()
        self._attempt = 0
        self._next = 0
        self._handed_out = 0
        self._over = False
        self._error: BaseException | None = None
        self._changed = asyncio.Event()
        self._low: list[Callable[[], None]] = []

    def missing(self, attempt: int, count: int) -> StreamBrokenError | None:
        """What is wrong with the parts so far, when an attempt has ended after so many."""
        if attempt > self._attempt and self._restart(attempt):
            return _begun_again()
        lost = count - self._next
        return StreamBrokenError(f"{lost} of {count} parts were lost on the way") if lost > 0 else None

    def add(self, envelope: Envelope) -> None:
        """Takes a part; a repeat is dropped."""
        if self._over or envelope.attempt < self._attempt:
            return
        if envelope.attempt > self._attempt and self._restart(envelope.attempt):
            self.end(_begun_again())
        elif envelope.part > self._next:
            self.end(StreamBrokenError(f"part {self._next} was lost on the way"))
        elif envelope.part == self._next:
            self._next += 1
            self._parts.append((envelope.media_type, envelope.body))
            self._changed.set()

    async def next(self) -> tuple[str, bytes] | None:
        """The next part once it is there, as media type and bytes; None at the end. Raises what the stream failed with."""
        while not self._parts:
            if self._over:
                if self._error is not None:
                    raise self._error
                return None
            self._tell_low()
            self._changed.clear()
            await self._changed.wait()
        part = self._parts.popleft()
        self._handed_out += 1
        self._tell_low()
        return part

    def when_low(self, call: Callable[[], None]) -> None:
        """Calls once few parts wait here."""
        self._low.append(call)
        self._tell_low()

    def end(self, error: BaseException | None = None) -> None:
        """No more parts come; those that wait can still be read, and the error comes after them."""
        if self._over:
            return
        self._over = True
        self._error = error
        self._changed.set()
        self._tell_low()

    def drop(self) -> None:
        """Nobody reads."""
        self._parts.clear()
        self._tell_low()

    def _restart(self, attempt: int) -> bool:
        # Forgets the parts of an attempt before; true when some were read.
        self._attempt = attempt
        self._next = 0
        self._parts.clear()
        return self._handed_out > 0

    def _tell_low(self) -> None:
        if self._over or len(self._parts) <= _LOW:
            waiting, self._low = self._low, []
            for call in waiting:
                call()


def _begun_again() -> StreamBrokenError:
    return StreamBrokenError("the stream began again, on another host, after parts of it were read")
