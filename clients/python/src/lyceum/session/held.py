"""What a session brings, and who takes it."""

from __future__ import annotations

from typing import Protocol

from lyceum.errors import LyceumError, UnavailableError
from lyceum.v1 import message_pb2
from lyceum.v1.message_pb2 import Envelope


class Held:
    """A delivery that a session holds until it is settled."""

    __slots__ = ("attempt", "begun", "closed", "envelope", "running", "sequence")

    def __init__(self, sequence: int, attempt: int, envelope: Envelope, *, begun: bool) -> None:
        self.sequence = sequence
        self.attempt = attempt
        """Which delivery of the message it is, from 1."""
        self.envelope = envelope
        self.begun = begun
        """Whether it is for nobody else: its action begins without an acknowledgement."""
        self.running = False
        """Whether its action did begin."""
        self.closed = False
        """Whether nothing more is to be said about it."""

    @property
    def took_credit(self) -> bool:
        """Whether its delivery took a credit."""
        return self.envelope.kind in (message_pb2.MESSAGE_KIND_ACTION, message_pb2.MESSAGE_KIND_EVENT)


class SessionListener(Protocol):
    """Takes what a session brings; called one at a time, in the session's event loop. It must not raise."""

    def delivered(self, held: Held) -> None:
        """A message to settle: a request, an event, an answer."""

    def part(self, envelope: Envelope) -> None:
        """A part of a streamed result; it is not settled."""

    def revoked(self, held: Held) -> None:
        """What was held is void: it is answered already, or will be delivered again."""

    def ended(self, error: LyceumError) -> None:
        """The session is over for good; nothing can be sent."""

    def unreachable(self, error: UnavailableError | None) -> None:
        """The server has been out of reach for long; None says that it is back."""
