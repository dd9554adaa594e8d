"""In whose name the present code runs."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lyceum.agent.context import Context
    from lyceum.messenger import Messenger


@dataclass(frozen=True, slots=True)
class Scope:
    """An agent's code at work."""

    messenger: Messenger
    context: Context


current_scope: ContextVar[Scope | None] = ContextVar("lyceum_scope", default=None)
"""Set while an agent's code runs."""
