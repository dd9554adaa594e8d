"""Telling the manager how far an attempt is."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from lyceum.agent.runtime import RuntimeEnd
from lyceum.backoff import Backoff
from lyceum.errors import LyceumError
from lyceum.failure import failure_to_proto
from lyceum.transport import Transport, may_do_better
from lyceum.v1.runner_pb2 import ReportExitRequest, ReportStartedRequest

T = TypeVar("T")

_BACKOFF = Backoff(0.1, 5.0)
_CALL = 10.0
_LAST_WORD = 5.0
"""Seconds that a host that must go keeps trying to say how it ended."""


class Reports:
    """Says it again and again until it is heard."""

    def __init__(self, transport: Transport, log: logging.LoggerAdapter[logging.Logger]) -> None:
        """Reports with the credential of the transport, which is the attempt's."""
        self._transport = transport
        self._log = log

    async def started(self) -> None:
        """Says that the agent serves; gives up when the manager does not want to know."""
        transport = self._transport
        await self._insist("started", lambda: transport.unary(transport.runner.ReportStarted, ReportStartedRequest(), timeout=_CALL))

    async def exited(self, end: RuntimeEnd, going: asyncio.Event) -> bool | None:
        """Says how the agent ended. Tells whether no other attempt follows; None when the manager did not hear it.

        Args:
            end: how it ended.
            going: set when the host must go: it then tries for a little while only.
        """
        transport = self._transport
        request = ReportExitRequest(
            failure=None if end.failure is None else failure_to_proto(end.failure),
            terminate=end.terminate,
            interrupted=end.interrupted,
        )
        response = await self._insist("ended", lambda: transport.unary(transport.runner.ReportExit, request, timeout=_CALL), going)
        return None if response is None else response.run_ended

    async def _insist(self, what: str, call: Callable[[], Awaitable[T]], going: asyncio.Event | None = None) -> T | None:
        repeat = 0
        give_up_at = math.inf
        while True:
            try:
                return await call()
            except LyceumError as error:
                if going is not None and going.is_set() and math.isinf(give_up_at):
                    give_up_at = time.monotonic() + _LAST_WORD
                again = may_do_better(error) or error.code == "DEADLINE_EXCEEDED"
                if not again or time.monotonic() > give_up_at:
                    self._log.debug("the manager did not hear that the agent %s", what, exc_info=error)
                    return None
            await asyncio.sleep(_BACKOFF.delay(repeat))
            repeat += 1
