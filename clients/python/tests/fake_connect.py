"""A server's side of `Connect`, played by a test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

from lyceum.options import Options
from lyceum.transport import Transport
from lyceum.v1 import exchange_pb2
from lyceum.v1.exchange_pb2 import ConnectRequest, ConnectResponse, SessionEnd, SessionEvent, SessionGrant, SessionItem, SessionUpdate
from lyceum.v1.message_pb2 import Delivery, Envelope

LIMIT = 10.0
_KINDS = {
    exchange_pb2.SETTLEMENT_KIND_ACKNOWLEDGE: "acknowledge",
    exchange_pb2.SETTLEMENT_KIND_RESPOND: "respond",
    exchange_pb2.SETTLEMENT_KIND_RELEASE: "release",
}


class FakeCall:
    """One stream."""

    def __init__(self, changed: asyncio.Condition) -> None:
        self.frames: list[ConnectRequest] = []
        self._down: asyncio.Queue[ConnectResponse | None] = asyncio.Queue()
        self._changed = changed

    async def write(self, frame: ConnectRequest) -> None:
        self.frames.append(frame)
        async with self._changed:
            self._changed.notify_all()

    async def done_writing(self) -> None:
        self.cancel()

    def cancel(self) -> None:
        self._down.put_nowait(None)

    async def __aiter__(self) -> AsyncIterator[ConnectResponse]:
        while (frame := await self._down.get()) is not None:
            yield frame

    @property
    def channel(self) -> int:
        """That of the last attach."""
        return [attach.channel for frame in self.frames for attach in frame.attaches][-1]

    @property
    def updates(self) -> list[SessionUpdate]:
        return [update for frame in self.frames for update in frame.updates]

    @property
    def items(self) -> list[SessionItem]:
        return [item for update in self.updates for item in update.items]

    @property
    def sends(self) -> list[Envelope]:
        return [item.send for item in self.items if item.HasField("send")]

    @property
    def settles(self) -> list[str]:
        """Settlements so far, as `kind sequence`."""
        return [f"{_KINDS[item.settle.kind]} {item.settle.sequence}" for item in self.items if item.HasField("settle")]

    def tell(self, **event: Any) -> None:
        """Tells something of the newest session."""
        self._down.put_nowait(ConnectResponse(events=[SessionEvent(channel=self.channel, **event)]))

    def grant(self, *, resumed: bool = False) -> None:
        self.tell(grant=SessionGrant(session_id="s", resume_token="r", resumed=resumed))

    def deliver(self, *deliveries: Delivery) -> None:
        self.tell(deliveries=deliveries)

    def confirm(self) -> None:
        """Takes all items so far."""
        self.tell(taken_through=self.items[-1].sequence)

    def end(self) -> None:
        """Ends the newest session."""
        self.tell(end=SessionEnd())


class FakeConnect(Transport):
    """A transport whose server is the test."""

    def __init__(self) -> None:
        super().__init__(Options(url="http://127.0.0.1:1", token="t"))
        self.calls: list[FakeCall] = []
        self._changed = asyncio.Condition()

    def connect(self) -> Any:
        self.calls.append(FakeCall(self._changed))
        return self.calls[-1]

    @property
    def call(self) -> FakeCall:
        """The newest stream."""
        return self.calls[-1]

    async def until(self, holds: Callable[[FakeCall], object]) -> None:
        """Returns once something holds; it is looked at whenever a frame comes."""
        async with asyncio.timeout(LIMIT), self._changed:
            await self._changed.wait_for(lambda: bool(self.calls) and bool(holds(self.call)))

    async def granted(self) -> FakeCall:
        """The newest stream, once its session is attached and granted."""
        await self.until(lambda call: bool(call.frames) and bool(call.frames[0].attaches))
        self.call.grant()
        return self.call
