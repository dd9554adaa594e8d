"""What becomes of a request."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Any

from lyceum.answer import error_of_answer
from lyceum.errors import InvalidStateError, LyceumError
from lyceum.messenger import Messenger
from lyceum.part_buffer import PartBuffer
from lyceum.payload import decode_value
from lyceum.v1.message_pb2 import Envelope


class Reply:
    """A request that was sent: its answer, and the parts that come before it."""

    def __init__(self, messenger: Messenger, request: Envelope, timeout: float | None, *, keep_parts: bool) -> None:
        """Sends the request."""
        self._outcome: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._parts = PartBuffer() if keep_parts else None
        self._over = False
        self._messenger = messenger
        self._id = messenger.request(request, self, timeout)

    async def result(self) -> Any:
        """The result; cancelling the wait cancels the request."""
        try:
            return await self._outcome
        except asyncio.CancelledError:
            self.cancel()
            raise

    async def parts(self) -> AsyncGenerator[Any, None]:
        """The parts, in order; leaving early cancels the request.

        Raises:
            StreamBrokenError: parts were lost, or the stream began again after some were read.
            LyceumError: what the request failed with.
        """
        if self._parts is None:
            raise InvalidStateError("the parts of a call can be read before it is awaited, not after")
        try:
            while (part := await self._parts.next()) is not None:
                yield decode_value(*part)
        finally:
            self.cancel()

    def cancel(self) -> None:
        """Gives the request up, if it is not answered."""
        if not self._over:
            self._finish()
            self._outcome.cancel()
            self._messenger.abandon(self._id)

    def answered(self, envelope: Envelope) -> None:
        """For the messenger."""
        error = error_of_answer(envelope)
        if error is None and self._parts is not None:
            error = self._parts.missing(envelope.attempt, envelope.part)
        if error is not None:
            self.failed(error)
            return
        try:
            value = decode_value(envelope.media_type, envelope.body)
        except LyceumError as undecodable:
            self.failed(undecodable)
            return
        if self._finish():
            self._outcome.set_result(value)

    def failed(self, error: LyceumError) -> None:
        """For the messenger."""
        if not self._finish(error):
            return
        self._outcome.set_exception(error)
        # Whoever awaits the call, or reads its parts, is told; that nobody does is no fault.
        self._outcome.exception()

    def part(self, envelope: Envelope) -> None:
        """For the messenger."""
        if self._parts is not None and not self._over:
            self._parts.add(envelope)

    def awaited(self, read: Callable[[], None]) -> None:
        """For the messenger."""
        if self._parts is None or self._over:
            read()
        else:
            self._parts.when_low(read)

    def _finish(self, error: LyceumError | None = None) -> bool:
        if self._over or self._outcome.done():
            self._over = True
            return False
        self._over = True
        if self._parts is not None:
            self._parts.end(error)
        return True
