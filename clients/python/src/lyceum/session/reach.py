"""Whether the server can be reached."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable

from lyceum.errors import UnavailableError


class Reach:
    """Tells once when the server has been away for long, and once when it is back."""

    def __init__(self, limit: float, told: Callable[[UnavailableError | None], None]) -> None:
        """`limit` in seconds; infinite means that it is never given up."""
        self._limit = limit
        self._told = told
        self._timer: asyncio.TimerHandle | None = None
        self.error: UnavailableError | None = None
        """Set while it has been away for long."""

    def lost(self) -> None:
        """There is no stream that it serves."""
        if self._timer is None and self.error is None and not math.isinf(self._limit):
            self._timer = asyncio.get_running_loop().call_later(self._limit, self._give_up)

    def found(self) -> None:
        """It serves."""
        self.stop()
        if self.error is not None:
            self.error = None
            self._told(None)

    def stop(self) -> None:
        """Watches no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        self._timer = None
        self.error = UnavailableError(f"the server has been out of reach for {self._limit:g} s")
        self._told(self.error)
