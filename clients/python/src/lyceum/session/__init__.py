"""Mailboxes by `Connect`: sessions that outlive their streams, without any notion of agents."""

from lyceum.session.carrier import MAX_MESSAGE_BYTES, SessionOptions
from lyceum.session.connection import Connection
from lyceum.session.held import Held, SessionListener
from lyceum.session.inbox import Inbox
from lyceum.session.outbox import PARTS_LABEL
from lyceum.session.session import Session
from lyceum.session.tokens import EntityToken, RenewToken

__all__ = [
    "MAX_MESSAGE_BYTES",
    "PARTS_LABEL",
    "Connection",
    "EntityToken",
    "Held",
    "Inbox",
    "RenewToken",
    "Session",
    "SessionListener",
    "SessionOptions",
]
