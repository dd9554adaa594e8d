"""What is ready to be handed out, between the thread that talks to the server and the event loops of the program."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Iterable
from typing import Any

from academy.message import Message

from lyceum.errors import LyceumError
from lyceum.session import Held

Waiting = tuple[asyncio.AbstractEventLoop, "asyncio.Future[None]"]


class Tray:
    """Deliveries, and what the program says to itself. For any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ready: deque[Held | Message[Any]] = deque()
        self._readers: list[Waiting] = []
        self._over: LyceumError | None = None

    def __len__(self) -> int:
        return len(self._ready)

    @property
    def over(self) -> LyceumError | None:
        """Why nothing comes any more; None while something may."""
        return self._over

    def take(self) -> Held | Message[Any] | None:
        """The next, if there is one.

        Raises:
            LyceumError: nothing comes any more.
        """
        with self._lock:
            if self._over is not None:
                raise self._over
            return self._ready.popleft() if self._ready else None

    async def arrival(self, timeout: float | None) -> bool:
        """Waits until there is something to take, or nothing comes any more; False when that takes longer. Cancelling it loses nothing."""
        loop = asyncio.get_running_loop()
        reader: asyncio.Future[None] = loop.create_future()
        with self._lock:
            if self._ready or self._over is not None:
                return True
            self._readers.append((loop, reader))
        try:
            done, _ = await asyncio.wait((reader,), timeout=timeout)
            return bool(done)
        finally:
            with self._lock:
                if (loop, reader) in self._readers:
                    self._readers.remove((loop, reader))

    def put(self, things: Iterable[Held | Message[Any]]) -> None:
        """Adds what is ready."""
        with self._lock:
            self._ready.extend(things)
            readers = self._take_readers() if self._ready else []
        _wake(readers)

    def remove(self, held: Held) -> None:
        """Takes back what is void, if nobody took it."""
        with self._lock:
            if held in self._ready:
                self._ready.remove(held)

    def end(self, error: LyceumError) -> bool:
        """Says that nothing comes any more; False when that was said before."""
        with self._lock:
            if self._over is not None:
                return False
            self._over = error
            self._ready.clear()
            readers = self._take_readers()
        _wake(readers)
        return True

    def _take_readers(self) -> list[Waiting]:
        readers, self._readers = self._readers, []
        return readers


def _wake(readers: list[Waiting]) -> None:
    for loop, reader in readers:
        try:
            loop.call_soon_threadsafe(_resolve, reader)
        except RuntimeError:  # Its loop is closed, so nobody waits any more.
            continue


def _resolve(reader: asyncio.Future[None]) -> None:
    if not reader.done():
        reader.set_result(None)
