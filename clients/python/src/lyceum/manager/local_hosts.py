"""Hosting agents in this process."""

from __future__ import annotations

import asyncio
import logging

from lyceum.errors import LyceumError
from lyceum.host.attempt import AgentFactory, Attempt
from lyceum.host.run_spec import fetch_run_spec
from lyceum.session import Connection
from lyceum.transport import Transport

_OVER = ("RUN_ENDED", "RUN_NOT_FOUND", "SUPERSEDED")
_ABANDON = 1.0
"""Seconds that interrupted agents have to end."""
_LOG = logging.getLogger("lyceum.manager")


class LocalHosts:
    """Hosts agents for a manager: attempt after attempt, until their runs have ended."""

    def __init__(self, transport: Transport, connection: Connection) -> None:
        """Uses the connection that its manager has."""
        self._transport = transport
        self._connection = connection
        self._going = asyncio.Event()
        self._hosts: set[asyncio.Task[None]] = set()

    def start(self, run_token: str, factory: AgentFactory) -> None:
        """Hosts a run in the background; the run token claims its attempts."""
        host = asyncio.ensure_future(self._host(self._transport.with_token(run_token), factory))
        self._hosts.add(host)
        host.add_done_callback(self._hosts.discard)

    async def close(self, grace: float) -> None:
        """Waits for all to end; those that have not by then are interrupted, and those that do not heed it are abandoned."""
        if self._hosts:
            await asyncio.wait(self._hosts, timeout=grace)
        self._going.set()
        if self._hosts:
            await asyncio.wait(self._hosts, timeout=_ABANDON)
        for host in list(self._hosts):
            _LOG.warning("a local agent that does not end was abandoned")
            host.cancel()

    async def _host(self, claim: Transport, factory: AgentFactory) -> None:
        while not self._going.is_set():
            try:
                spec = await fetch_run_spec(claim)
                runner = claim.with_token(spec.run_token)
                ended = await Attempt(spec, self._connection, runner, factory, self._going, 0.0).make()
                if ended.run_ended is True:
                    return
            except LyceumError as error:
                # The run has ended between attempts, or its manager is gone, or this process is to end.
                if not self._going.is_set() and error.reason not in _OVER:
                    _LOG.error("a local agent could not be hosted", exc_info=error)
                return
