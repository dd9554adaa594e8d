"""How many requests may be delivered, and what a host says of them."""

from __future__ import annotations

from collections.abc import Iterable

from lyceum.v1.exchange_pb2 import Hosting

DEFAULT_WINDOW = 256


class Credits:
    """A window, less what was delivered and is not yet begun."""

    def __init__(self, window: int = DEFAULT_WINDOW) -> None:
        """A window of 0 means none until there is a host."""
        self._window = window
        self._used = 0
        self._returned = 0
        self._hosting: Hosting | None = None
        self._untold: Hosting | None = None

    def host(self, redeliverable: Iterable[str]) -> None:
        """Opens the window; requests for actions that are not redeliverable count as begun once they are delivered."""
        self._window = DEFAULT_WINDOW
        self._hosting = self._untold = Hosting(redeliverable=redeliverable)

    def use(self) -> None:
        """A delivery took one."""
        self._used += 1

    def give(self) -> bool:
        """Gives one back. Small change goes with the next frame; True says that there is enough for a frame of its own."""
        if self._used == 0:
            return False
        self._used -= 1
        self._returned += 1
        return self._returned * 4 >= self._window

    def take_hosting(self) -> Hosting | None:
        """Takes what the server is to know of its host before it gets the credits that follow."""
        untold, self._untold = self._untold, None
        if untold is not None:
            self._returned = self._all
        return untold

    def take(self) -> int:
        """Takes those that came back since the last time, to tell the server."""
        returned, self._returned = self._returned, 0
        return returned

    def anew(self) -> int:
        """All that there are, for a server that forgot; none yet for a host's, which go with what it says."""
        self._returned = 0
        self._untold = self._hosting
        return self._all if self._hosting is None else 0

    @property
    def _all(self) -> int:
        return max(0, self._window - self._used)
