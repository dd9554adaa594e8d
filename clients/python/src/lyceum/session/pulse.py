"""Noticing silence."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable


class Pulse:
    """Watches for silence. A process that was itself busy for long is not mistaken for a silent peer."""

    def __init__(self, silence: float, silent: Callable[[], object]) -> None:
        """Calls `silent` when nothing was heard for `silence` seconds, from the call of `start` on."""
        self._silence = silence
        self._silent = silent
        self._heard_at = 0.0
        self._watch: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins to watch, anew."""
        self.stop()
        self.beat()
        self._watch = asyncio.ensure_future(self._check())

    def beat(self) -> None:
        """Something was heard."""
        self._heard_at = time.monotonic()

    def stop(self) -> None:
        """Ceases to watch."""
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    async def _check(self) -> None:
        while True:
            asleep_at = time.monotonic()
            await asyncio.sleep(self._silence / 4)
            now = time.monotonic()
            late = now - asleep_at > self._silence / 2
            if not late and now - self._heard_at >= self._silence:
                self._silent()
