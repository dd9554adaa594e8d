"""Those who wait for one thing to come about."""

from __future__ import annotations

import asyncio

from lyceum.errors import LyceumError


class Waiters:
    """Woken all at once."""

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []

    @property
    def empty(self) -> bool:
        """Whether nobody waits."""
        return not self._waiting

    async def wait(self) -> None:
        """Returns at the next `wake`; who gives up waits no more."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(done)
        try:
            await done
        finally:
            if done in self._waiting:
                self._waiting.remove(done)

    def wake(self) -> None:
        """Tells all who wait."""
        waiting, self._waiting = self._waiting, []
        for done in waiting:
            resolve(done, None)


def resolve(done: asyncio.Future[None], error: LyceumError | None) -> None:
    """Tells one who may have given up."""
    if done.done():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
