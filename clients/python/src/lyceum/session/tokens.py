"""Keeping an entity's token fresh."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from lyceum.backoff import Backoff
from lyceum.durations import time_of
from lyceum.errors import LyceumError
from lyceum.v1.entity_pb2 import Registration

_RENEW_AT = 0.75
_LEAST_DELAY = 1.0
_LONGEST_DELAY = 86_400.0
_MOST_REFUSALS = 3
_BACKOFF = Backoff(1.0, 30.0)


@dataclass(frozen=True, slots=True)
class EntityToken:
    """Proves to the exchange who listens."""

    token: str
    expires_at: float | None = None
    """When it ends, in seconds since 1970; None means never."""

    @classmethod
    def of(cls, registration: Registration) -> EntityToken:
        """Reads the token of a registration."""
        ends = registration.HasField("token_expire_time")
        return cls(registration.token, time_of(registration.token_expire_time).timestamp() if ends else None)

    def renewal_delay(self) -> float | None:
        """Seconds until it should be renewed; None when it never ends."""
        if self.expires_at is None:
            return None
        return min(_LONGEST_DELAY, max(_LEAST_DELAY, (self.expires_at - time.time()) * _RENEW_AT))


RenewToken = Callable[[], Awaitable[EntityToken]]
"""Gets a fresh token of the same entity."""


class TokenKeeper:
    """Gets a new token well before the old one ends, and tries again when that fails."""

    def __init__(self, token: EntityToken, renew: RenewToken | None, renewed: Callable[[str], None]) -> None:
        """Begins to watch the token; `renewed` is told each that takes the place of the one before."""
        self._current = token
        self._renew = renew
        self._renewed = renewed
        self._refusals = 0
        self._renewal: asyncio.Task[None] | None = None
        self._watch = None if renew is None else asyncio.ensure_future(self._keep(renew))

    @property
    def token(self) -> str:
        """The latest."""
        return self._current.token

    def may_renew(self) -> bool:
        """Whether a token that was refused may be followed by a fresh one; a few times in a row, no more."""
        self._refusals += 1
        return self._renew is not None and self._refusals <= _MOST_REFUSALS

    def accepted(self) -> None:
        """The server took the token."""
        self._refusals = 0

    async def renew(self) -> None:
        """Gets a fresh token now; raises what kept it from coming."""
        if self._renew is None:
            return
        self._current = await self._renew()
        self._renewed(self._current.token)

    def renew_now(self, renewed: Callable[[], None], failed: Callable[[LyceumError], None]) -> None:
        """Gets a fresh token at once, and tells what became of that unless it is stopped first."""

        async def renew() -> None:
            try:
                await self.renew()
            except LyceumError as error:
                failed(error)
            except Exception as error:
                refused = LyceumError("the entity's token could not be renewed", code="UNAUTHENTICATED")
                refused.__cause__ = error
                failed(refused)
            else:
                renewed()

        self._renewal = asyncio.ensure_future(renew())

    def stop(self) -> None:
        """Renews no more."""
        if self._renewal is not None and self._renewal is not asyncio.current_task():
            self._renewal.cancel()
        if self._watch is not None:
            self._watch.cancel()

    async def _keep(self, renew: RenewToken) -> None:
        failures = 0
        while (delay := self._current.renewal_delay()) is not None:
            await asyncio.sleep(delay if failures == 0 else _BACKOFF.delay(failures - 1))
            try:
                await self.renew()
                failures = 0
            except Exception:
                # The old token serves until it ends; the session itself says when it did.
                failures += 1
