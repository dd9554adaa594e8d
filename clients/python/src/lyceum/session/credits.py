"""How many requests may be delivered."""

from __future__ import annotations

DEFAULT_WINDOW = 256


class Credits:
    """A window, less what was delivered and is not yet begun."""

    def __init__(self, window: int = DEFAULT_WINDOW) -> None:
        self._window = window
        self._used = 0
        self._returned = 0

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

    def take(self) -> int:
        """Takes those that came back since the last time, to tell the server."""
        returned = self._returned
        self._returned = 0
        return returned

    def anew(self) -> int:
        """All that there are, for a server that forgot."""
        self._returned = 0
        return max(0, self._window - self._used)
