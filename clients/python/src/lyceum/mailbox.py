"""Mailboxes as the exchange sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from lyceum.answer import error_of_answer
from lyceum.durations import seconds_of, time_of
from lyceum.entity import EntityId
from lyceum.errors import LyceumError
from lyceum.v1 import entity_pb2, exchange_pb2, message_pb2

MailboxStatus = Literal["active", "terminated", "missing"]
"""It accepts messages, has ended for good, or was never registered."""
Presence = Literal["online", "stale", "never"]
"""Somebody listens: now, once but not now, or never yet."""

_STATUSES: Mapping[int, MailboxStatus] = {
    entity_pb2.MAILBOX_STATUS_ACTIVE: "active",
    entity_pb2.MAILBOX_STATUS_TERMINATED: "terminated",
}
_PRESENCES: Mapping[int, Presence] = {entity_pb2.PRESENCE_ONLINE: "online", entity_pb2.PRESENCE_STALE: "stale"}


def mailbox_status_of(status: entity_pb2.MailboxStatus.ValueType) -> MailboxStatus:
    """Reads a status of the API."""
    return _STATUSES.get(status, "missing")


@dataclass(frozen=True, slots=True)
class MailboxStats:
    """Counts of a mailbox since it was opened."""

    incoming: int = 0
    """Requests that were accepted for it."""
    outgoing: int = 0
    """Requests that its entity sent."""
    completed: int = 0
    """Requests to it that were answered."""
    in_progress: int = 0
    """Requests delivered and not yet answered."""
    queued: int = 0
    """Requests that wait."""
    queued_bytes: int = 0
    dropped_answers: int = 0
    """Late, repeated or unknown answers that were dropped."""
    dead_letters: int = 0

    @classmethod
    def of(cls, proto: exchange_pb2.MailboxStats) -> MailboxStats:
        """Reads counts of the API."""
        return cls(**{name: getattr(proto, name) for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A mailbox."""

    entity: EntityId
    status: MailboxStatus
    presence: Presence
    heartbeat_age: float | None
    """Seconds since its listener was last heard; None when it never was."""
    stats: MailboxStats
    lineage: Sequence[str]
    """The agent's types; empty for a user."""

    @classmethod
    def of(cls, proto: exchange_pb2.Mailbox, entity: EntityId) -> Mailbox:
        """Reads a mailbox of the API."""
        return cls(
            EntityId.of(proto.entity) if proto.HasField("entity") else entity,
            mailbox_status_of(proto.status),
            _PRESENCES.get(proto.presence, "never"),
            seconds_of(proto.heartbeat_age) if proto.HasField("heartbeat_age") else None,
            MailboxStats.of(proto.stats),
            list(proto.lineage),
        )


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that nobody took."""

    id: str
    """Names it within its mailbox."""
    sender: EntityId
    action: str
    """Name of the action or event; empty for other messages."""
    media_type: str
    body: bytes
    error: LyceumError | None
    """How its sender was answered."""
    create_time: datetime
    attempts: int
    """How often it was delivered."""

    @classmethod
    def of(cls, proto: message_pb2.DeadLetter) -> DeadLetter:
        """Reads a dead letter of the API."""
        sent = proto.envelope
        error = error_of_answer(message_pb2.Envelope(status=proto.status, src=sent.dest))
        created = time_of(proto.create_time)
        return cls(proto.dead_letter_id, EntityId.of(sent.src), sent.action, sent.media_type, sent.body, error, created, proto.attempts)
