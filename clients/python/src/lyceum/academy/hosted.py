"""What a transport asks the host of the agent whose mailbox it is."""

from __future__ import annotations

from typing import Any, Protocol

from academy.identifier import AgentId

from lyceum.session import EntityToken
from lyceum.transport import Transport
from lyceum.v1.message_pb2 import Envelope


class Hosted(Protocol):
    """An agent that Lyceum's manager launched, in the process that hosts it."""

    agent_id: AgentId[Any]

    async def renew(self, transport: Transport) -> EntityToken:
        """A fresh token of the agent."""

    def fit(self, action: str, args: list[Any], kwargs: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        """Puts handles among an action's arguments where it wants them."""

    def describe(self) -> Envelope:
        """What the agent says of itself."""

    def drain(self, envelope: Envelope) -> None:
        """The server stops: the agent is to end, and is made again."""

    def terminate(self) -> None:
        """The agent's mailbox is to be ended; the manager does it."""
