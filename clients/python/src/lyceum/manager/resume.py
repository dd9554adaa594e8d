"""Reading streams that can be asked for again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from typing import TypeVar

from lyceum.backoff import Backoff
from lyceum.errors import LyceumError
from lyceum.transport import may_do_better

T = TypeVar("T")

_BACKOFF = Backoff(0.05, 2.0)


async def resumed(open: Callable[[], AsyncGenerator[T, None]], complete: Callable[[], bool], unreachable: float) -> AsyncGenerator[T, None]:
    """Reads a stream that is cut, or ends before it was complete, again, as long as the server comes back in time.

    Args:
        open: asks for the stream, from where it was cut.
        complete: whether the stream has told all.
        unreachable: seconds that the server may stay away.

    Raises:
        LyceumError: what the stream fails with for good; UNAVAILABLE when the server stays away.
    """
    away_since: float | None = None
    repeat = 0
    while True:
        heard = False
        stream = open()
        try:
            async for message in stream:
                repeat = 0
                heard = True
                away_since = None
                yield message
            if complete():
                return
        except LyceumError as error:
            # A stream that ended with its credential may be opened again with a fresh one.
            renewable = heard and error.reason == "TOKEN_EXPIRED"
            if not renewable and not may_do_better(error):
                raise
            away_since = time.monotonic() if away_since is None else away_since
            if time.monotonic() - away_since > unreachable:
                raise
        finally:
            await stream.aclose()
        await asyncio.sleep(_BACKOFF.delay(repeat))
        repeat += 1
