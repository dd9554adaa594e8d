"""The thread that talks to servers, and the connections in it."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

from lyceum.academy.channel import ThreadedTransport
from lyceum.options import Options
from lyceum.session import Connection
from lyceum.transport import Transport

T = TypeVar("T")


class Site:
    """One way to one server for all the mailboxes of a process: a connection, in an event loop that is not the program's.

    So a program whose own loop is busy or gone is still heard, and its clients may be used from any loop.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, options: Options) -> None:
        self.loop = loop
        self.transport: Transport = ThreadedTransport(options)
        self.connection = Connection(self.transport)
        self.max_body_bytes: int | None = None
        self.users = 0

    def do(self, what: Callable[[], object]) -> None:
        """Does something in the loop of this site, soon, whatever becomes of who asked."""
        self.loop.call_soon_threadsafe(what)

    async def ask(self, what: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Does something in the loop of this site and waits for what comes of it, in any loop."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(what(), self.loop))

    async def close(self) -> None:
        """Ends the connection; for the loop of this site."""
        await self.connection.close()
        await self.transport.close()


class Sites:
    """The sites of a process, while somebody uses them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sites: dict[Options, Site] = {}

    async def enter(self, options: Options) -> Site:
        """The site of a server; whoever enters it must leave it."""
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="lyceum-exchange", daemon=True).start()
            loop = self._loop
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._enter(loop, options), loop))

    def leave(self, site: Site) -> Future[None]:
        """Gives a site back; done once its connection is ended, where nobody else uses it."""
        return asyncio.run_coroutine_threadsafe(self._leave(site), site.loop)

    async def _enter(self, loop: asyncio.AbstractEventLoop, options: Options) -> Site:
        site = self._sites.get(options)
        if site is None:
            site = self._sites[options] = Site(loop, options)
        site.users += 1
        return site

    async def _leave(self, site: Site) -> None:
        site.users -= 1
        if site.users == 0:
            del self._sites[site.transport.options]
            await site.close()


_present = Sites()


def sites() -> Sites:
    """The sites of this process."""
    return _present


def _begin_anew() -> None:
    # A thread does not follow its process into a fork.
    global _present  # noqa: PLW0603
    _present = Sites()


os.register_at_fork(after_in_child=_begin_anew)
