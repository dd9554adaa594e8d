"""What the exchange says of an agent that was registered."""

from __future__ import annotations

import time
import uuid
from typing import Any, Generic, Literal

from academy.identifier import AgentId, AgentT
from pydantic import BaseModel, Field

from lyceum.session import EntityToken

_LEAST_LEFT = 60.0


class EntityCredential(BaseModel):
    """Proves for a while to be an entity, so that a worker can begin without asking for that."""

    uid: uuid.UUID
    token: str = Field(repr=False)
    expires_at: float | None = None


class LyceumAgentRegistration(BaseModel, Generic[AgentT]):
    """A registered agent."""

    agent_id: AgentId[AgentT]
    exchange_type: Literal["lyceum"] = Field("lyceum", repr=False)
    credential: EntityCredential | None = Field(None, repr=False)

    def token(self) -> EntityToken | None:
        """Its token, while that is good for some time yet."""
        made = self.credential
        if made is None or made.uid != self.agent_id.uid:
            return None
        if made.expires_at is not None and made.expires_at - time.time() < _LEAST_LEFT:
            return None
        return EntityToken(made.token, made.expires_at)


def registration_of(agent_id: AgentId[Any], token: EntityToken) -> LyceumAgentRegistration[Any]:
    """Makes the registration of an agent."""
    credential = EntityCredential(uid=agent_id.uid, token=token.token, expires_at=token.expires_at)
    return LyceumAgentRegistration(agent_id=agent_id, credential=credential)
