"""Where Academy keeps the states of mailboxes, which moved between its versions."""

from __future__ import annotations

try:
    from academy.exchange.mailbox_status import MailboxStatus
except ImportError:  # 0.5
    from academy.exchange.transport import MailboxStatus  # type: ignore[attr-defined, no-redef]

__all__ = ["MailboxStatus"]
