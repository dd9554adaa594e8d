"""Waits between tries: each twice the one before up to a maximum, and jittered so that many clients do not come back at once."""

from __future__ import annotations

import random
from dataclasses import dataclass

_MOST_DOUBLINGS = 30


@dataclass(frozen=True, slots=True)
class Backoff:
    """First and longest wait, in seconds."""

    initial: float
    longest: float

    def delay(self, repeat: int) -> float:
        """The wait before a try, from 0 for the first repeat: between half and all of `initial * 2 ** repeat`."""
        full = min(self.longest, self.initial * 2 ** min(repeat, _MOST_DOUBLINGS))
        return float(full / 2 + random.random() * full / 2)
