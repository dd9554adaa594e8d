"""Telling the manager how far an attempt is."""

from __future__ import annotations

import asyncio
import logging
import math
from typing import Any

from lyceum.academy.site import Site, sites
from lyceum.errors import LyceumError
from lyceum.options import Options
from lyceum.v1 import runner_pb2

_log = logging.getLogger(__name__)


class Reports:
    """Tells it again and again until it is heard, or nobody wants to hear it."""

    def __init__(self, options: Options) -> None:
        self._options = options

    async def started(self) -> None:
        """The agent serves."""
        await self._insist("ReportStarted", runner_pb2.ReportStartedRequest(), math.inf)

    async def exited(self, request: runner_pb2.ReportExitRequest, patience: float | None) -> None:
        """The attempt has ended; `patience` is for how many seconds that is tried, None for ever."""
        await self._insist("ReportExit", request, math.inf if patience is None else patience)

    async def _insist(self, method: str, request: Any, patience: float) -> None:
        options = Options(
            self._options.resolved_url(), self._options.resolved_token()(), self._options.namespace, self._options.resolved_tls()
        )
        site: Site = await sites().enter(options)
        try:
            await site.ask(lambda: site.transport.unary(getattr(site.transport.runner, method), request, timeout=patience))
        except LyceumError as error:
            _log.debug("The manager did not take %s: %s", method, error)
        finally:
            await asyncio.wrap_future(sites().leave(site))
