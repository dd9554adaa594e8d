"""What a session is made with, and what it needs of its connection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from lyceum.errors import MessageTooLargeError
from lyceum.session.credits import DEFAULT_WINDOW
from lyceum.session.tokens import EntityToken, RenewToken
from lyceum.transport import MAX_FRAME_BYTES

if TYPE_CHECKING:
    from lyceum.session.session import Session

Kept = Callable[[bool], None]
"""Told once whether an acknowledgement is with the exchange for good; False means that the delivery was settled otherwise, or is void."""

MAX_MESSAGE_BYTES = MAX_FRAME_BYTES - 4_096
"""Most bytes that one message can have and be written at all. The exchange's own limit of bodies is lower, and its own to tell."""


@dataclass(frozen=True, slots=True)
class SessionOptions:
    """How an entity listens."""

    token: EntityToken
    renew: RenewToken | None = None
    """None means that the token cannot be renewed; the session ends with it."""
    window: int = DEFAULT_WINDOW
    """Requests that may be delivered before one is begun (`give_credit`)."""
    protocols: Sequence[str] = ()
    """Protocols of bodies that it accepts; none means lyceum/1."""


class Carrier(Protocol):
    """What a session needs of its connection."""

    def wake(self, session: Session) -> None:
        """There is something to write."""

    def linger(self, session: Session) -> None:
        """There is something to write that may wait a little for a frame of others."""

    def reattach(self, session: Session, delay: float) -> None:
        """It must be attached again, after a delay."""

    def forget(self, session: Session) -> None:
        """It is over."""

    def granted(self) -> None:
        """The server took it in."""


@dataclass(slots=True)
class Budget:
    """What a frame may still take."""

    items: int
    bytes: int
    empty: bool = field(default=True)
    """Whether it has no items yet."""


def too_large(size: int) -> MessageTooLargeError:
    """Says that a message cannot be written."""
    return MessageTooLargeError(
        f"the message has {size} bytes, none may have more than {MAX_MESSAGE_BYTES}; send less, or in several messages",
        facts={"size": str(size), "limit": str(MAX_MESSAGE_BYTES)},
    )
