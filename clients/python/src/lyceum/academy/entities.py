"""Ids of entities and messages, between Lyceum's texts and Academy's UUIDs."""

from __future__ import annotations

import uuid
from typing import Any

from academy.identifier import AgentId, EntityId, UserId

from lyceum.v1 import entity_pb2

_FOREIGN = uuid.UUID("6d6f1c1c-6f0f-5d53-9c0b-2f5c3f6f2a55")


def uuid_of(text: str) -> uuid.UUID:
    """Reads an id. One that is no UUID, as other clients may choose, gets one that is always the same for it."""
    try:
        made = uuid.UUID(text)
    except ValueError:
        return uuid.uuid5(_FOREIGN, text)
    return made if str(made) == text else uuid.uuid5(_FOREIGN, text)


def proto_of(entity: EntityId) -> entity_pb2.EntityId:
    """Writes an id."""
    role = entity_pb2.ROLE_AGENT if isinstance(entity, AgentId) else entity_pb2.ROLE_USER
    return entity_pb2.EntityId(uid=str(entity.uid), role=role, name=entity.name or "")


def entity_of(entity: entity_pb2.EntityId) -> AgentId[Any] | UserId:
    """Reads an id."""
    uid, name = uuid_of(entity.uid), entity.name or None
    if entity.role == entity_pb2.ROLE_AGENT:
        return AgentId(uid=uid, name=name)
    return UserId(uid=uid, name=name)


class EntityBook:
    """Remembers ids that are no UUIDs, so that what is addressed to their stand-ins arrives."""

    def __init__(self) -> None:
        self._foreign: dict[uuid.UUID, str] = {}

    def read(self, entity: entity_pb2.EntityId) -> AgentId[Any] | UserId:
        """Reads an id."""
        made = entity_of(entity)
        if str(made.uid) != entity.uid:
            self._foreign[made.uid] = entity.uid
        return made

    def write(self, entity: EntityId) -> entity_pb2.EntityId:
        """Writes an id."""
        made = proto_of(entity)
        made.uid = self._foreign.get(entity.uid, made.uid)
        return made
