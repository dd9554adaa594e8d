"""Keeping a manager alive."""

from __future__ import annotations

import asyncio
import logging

from lyceum.errors import LyceumError
from lyceum.transport import Transport
from lyceum.v1.manager_pb2 import KeepAliveRequest

_RENEWALS = 3
"""Times within a lease that it is renewed."""
_LOG = logging.getLogger("lyceum.manager")


class Lease:
    """Renews a manager's lease until it is stopped, or the manager is closed."""

    def __init__(self, transport: Transport, manager_id: str, lease: float) -> None:
        """Begins at once; `lease` is in seconds."""
        self._transport = transport
        self._request = KeepAliveRequest(manager_id=manager_id)
        self._interval = lease / _RENEWALS
        self._keeping = asyncio.ensure_future(self._keep())

    def stop(self) -> None:
        """Renews no more."""
        self._keeping.cancel()

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(self._interval)
            try:
                await self._transport.unary(self._transport.manager.KeepAlive, self._request, timeout=self._interval)
            except LyceumError as error:
                if error.reason in ("MANAGER_CLOSED", "MANAGER_NOT_FOUND"):
                    _LOG.warning("the manager is closed, though this program keeps it: %s", error)
                    return
                _LOG.debug("the manager's lease was not renewed", exc_info=error)
