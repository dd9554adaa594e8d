"""One stream that carries the sessions of all the entities of a process."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from types import TracebackType
from typing import Self

import grpc.aio

from lyceum.backoff import Backoff
from lyceum.errors import ClosedError, LyceumError, UnavailableError
from lyceum.session.carrier import Budget, SessionOptions
from lyceum.session.held import SessionListener
from lyceum.session.pulse import Pulse
from lyceum.session.reach import Reach
from lyceum.session.session import Session
from lyceum.status import error_of_status
from lyceum.transport import ConnectCall, Transport
from lyceum.v1.exchange_pb2 import Attach, ConnectRequest, ConnectResponse, Detach

_MAX_ITEMS = 256
_MAX_BYTES = 1_048_576
_LINGER = 0.02
"""Seconds that what nobody waits for may wait for a frame of others."""
_BACKOFF = Backoff(0.05, 5.0)
_CLOSE_GRACE = 2.0
_HOPELESS = ("UNAUTHENTICATED", "PERMISSION_DENIED", "INVALID_ARGUMENT", "UNIMPLEMENTED")
"""Statuses of the stream that trying again does not change."""


class Connection:
    """A `Connect` stream, and the next when it breaks: the sessions go on. All that is ready in a turn of the event loop goes in one frame.

    It connects when the first session is opened, and belongs to the event loop that it was made in.
    """

    def __init__(self, transport: Transport) -> None:
        """Makes a connection; nothing is sent before a session is opened. The transport is not closed with it."""
        self._transport = transport
        self._reach = Reach(transport.options.unreachable, self._tell_reach)
        self._sessions: dict[Session, None] = {}
        self._by_channel: dict[int, Session] = {}
        self._ready: dict[Session, None] = {}
        self._lingering: asyncio.TimerHandle | None = None
        # Channels whose sessions were ended here, until the server says so, too.
        self._leaving: dict[int, asyncio.Future[None]] = {}
        self._changes: deque[Attach | Detach] = deque()
        self._channels = 0
        self._call: ConnectCall | None = None
        self._pulse = Pulse(transport.options.silence, self._silent)
        self._work = asyncio.Event()
        self._wanted = asyncio.Event()
        # What was ready when it was closed.
        self._farewell: deque[ConnectRequest] = deque()
        self._draining = False
        # Whether the server said anything on the present stream.
        self._accepted = False
        self._repeat = 0
        self._closed: LyceumError | None = None
        self._runner: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()

    @property
    def transport(self) -> Transport:
        """What it connects by."""
        return self._transport

    def open(self, listener: SessionListener, options: SessionOptions) -> Session:
        """Opens a session; what comes of it, `listener` is told. Its mailbox has one session: it supersedes an earlier one."""
        session = Session(self, listener, options)
        if self._closed is not None:
            session.fail(self._closed)
            return session
        self._sessions[session] = None
        if self._reach.error is not None:
            session.unreachable(self._reach.error)
        if self._runner is None:
            self._runner = asyncio.ensure_future(self._run())
        if self._call is not None:
            self._attach(session)
        self._wanted.set()
        return session

    def detach(self, session: Session) -> asyncio.Future[None]:
        """Ends a session; what it holds goes to who listens next. Done once the server knows that, or the stream is gone.

        Await `session.flushed()` first, unless what was sent may be lost.
        """
        known: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        detach = session.detach()
        if detach is None:
            known.set_result(None)
        else:
            self._leaving[detach.channel] = known
            self._changes.append(detach)
            self._work.set()
        return known

    async def close(self) -> None:
        """Ends all sessions and the stream, after what was written has left. Idempotent."""
        if self._closed is None:
            self._closed = ClosedError("the connection is closed")
            while self._call is not None and (frame := self._frame()) is not None:
                self._farewell.append(frame)
            for session in list(self._sessions):
                session.fail(self._closed)
            self._work.set()
            self._wanted.set()
            self._reach.stop()
        if self._runner is not None:
            await asyncio.wait((self._runner,), timeout=_CLOSE_GRACE)
            self._runner.cancel()
            await asyncio.wait((self._runner,))

    # What follows is for its sessions.

    def wake(self, session: Session) -> None:
        """A session has something to write."""
        self._ready[session] = None
        self._work.set()

    def linger(self, session: Session) -> None:
        """A session has something to write that may wait a little for a frame of others."""
        self._ready[session] = None
        if self._lingering is None:
            self._lingering = asyncio.get_running_loop().call_later(_LINGER, self._lingered)

    def reattach(self, session: Session, delay: float) -> None:
        """A session must be attached again."""

        def again() -> None:
            if self._call is not None and session in self._sessions and session.channel == 0:
                self._attach(session)

        if delay == 0:
            again()
        else:
            asyncio.get_running_loop().call_later(delay, again)

    def forget(self, session: Session) -> None:
        """A session is over."""
        self._sessions.pop(session, None)
        self._ready.pop(session, None)

    def granted(self) -> None:
        """The server took a session in."""
        self._repeat = 0
        self._reach.found()

    async def _run(self) -> None:
        while self._closed is None:
            await self._wanted.wait()
            if not self._sessions:
                self._wanted.clear()
                continue
            error = await self._carry()
            if self._closed is not None:
                return
            # A stream that was accepted and ended with its credential may be opened again with a fresh one.
            renewable = self._accepted and error is not None and error.reason == "TOKEN_EXPIRED"
            hopeless = error is not None and (error.code in _HOPELESS or isinstance(error, ClosedError))
            if error is not None and hopeless and not renewable:
                for session in list(self._sessions):
                    session.fail(error)
                continue
            if self._sessions:
                self._reach.lost()
                delay = _BACKOFF.delay(self._repeat)
                self._repeat += 1
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._closing(), delay)

    async def _closing(self) -> None:
        while self._closed is None:
            self._work.clear()
            await self._work.wait()

    async def _carry(self) -> LyceumError | None:
        """Carries the sessions on one stream until it is over; tells what ended it, None where the server ended it well."""
        self._reach.lost()
        self._draining = False
        self._accepted = False
        try:
            call = self._transport.connect()
        except LyceumError as error:
            return error
        self._call = call
        self._pulse.start()
        for session in list(self._sessions):
            self._attach(session)
        writer = asyncio.ensure_future(self._write(call))
        try:
            async for frame in call:
                self._receive(frame)
            return None
        except grpc.aio.AioRpcError as error:
            return error_of_status(error)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is not None and task.cancelling() > 0:
                raise
            # The stream was cancelled, for its silence or with its transport.
            return UnavailableError("the stream was given up")
        finally:
            writer.cancel()
            call.cancel()
            self._call = None
            self._cut()

    def _cut(self) -> None:
        self._pulse.stop()
        self._by_channel.clear()
        self._changes.clear()
        for channel in list(self._leaving):
            self._left(channel)
        for session in list(self._sessions):
            session.cut()

    async def _write(self, call: ConnectCall) -> None:
        with suppress(grpc.aio.AioRpcError, grpc.aio.UsageError, asyncio.InvalidStateError):
            while self._closed is None:
                await self._work.wait()
                # First, so that what lingers while a frame is written does not have the next to itself.
                self._work.clear()
                frame = self._frame()
                if frame is not None:
                    await call.write(frame)
            while self._farewell:
                await call.write(self._farewell.popleft())
            await call.done_writing()

    def _frame(self) -> ConnectRequest | None:
        frame = ConnectRequest()
        # The server takes attaches first and detaches last; what was asked for after a detach goes in the next frame.
        while self._changes and isinstance(attach := self._changes[0], Attach):
            frame.attaches.append(attach)
            self._changes.popleft()
        budget = Budget(_MAX_ITEMS, _MAX_BYTES)
        for session in list(self._ready):
            del self._ready[session]
            update = session.take(budget, sends_too=not self._draining)
            if update is not None:
                frame.updates.append(update)
            if session.waits(sends_too=not self._draining):
                # The frame is full. To the end of the line, so that one busy session does not keep the others from writing.
                self._ready[session] = None
                self._work.set()
                break
        while self._changes and isinstance(detach := self._changes[0], Detach):
            frame.detaches.append(detach)
            self._changes.popleft()
        if self._changes:
            self._work.set()
        return frame if frame.attaches or frame.updates or frame.detaches else None

    def _attach(self, session: Session) -> None:
        self._channels += 1
        self._by_channel[self._channels] = session
        self._changes.append(session.attach(self._channels))
        self._work.set()

    def _receive(self, frame: ConnectResponse) -> None:
        self._pulse.beat()
        self._accepted = True
        for event in frame.events:
            session = self._by_channel.get(event.channel)
            if session is not None and session.over is None:
                session.receive(event)
            if event.HasField("end"):
                self._left(event.channel)
        if frame.HasField("drain"):
            self._draining = True

    def _silent(self) -> None:
        if self._call is not None:
            self._call.cancel()

    def _lingered(self) -> None:
        self._lingering = None
        if self._ready:
            self._work.set()

    def _left(self, channel: int) -> None:
        self._by_channel.pop(channel, None)
        known = self._leaving.pop(channel, None)
        if known is not None and not known.done():
            known.set_result(None)

    def _tell_reach(self, error: UnavailableError | None) -> None:
        for session in list(self._sessions):
            session.unreachable(error)
