"""Remembering what was seen lately."""

from __future__ import annotations

from collections.abc import Hashable

_MOST = 10_000


class Recent:
    """The latest things, up to a bound."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._seen: dict[Hashable, None] = {}

    def seen(self, thing: Hashable) -> bool:
        """Whether it was seen before; from now on it was."""
        if thing in self._seen:
            return True
        self._seen[thing] = None
        if len(self._seen) > self._most:
            del self._seen[next(iter(self._seen))]
        return False
