"""Names of agents and users."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from lyceum.v1 import entity_pb2

Role = Literal["agent", "user"]

_ROLES: Mapping[object, Role] = {"agent": "agent", "user": "user", "ROLE_AGENT": "agent", "ROLE_USER": "user"}


@dataclass(frozen=True, slots=True)
class EntityId:
    """Names an agent or a user; equal by role and uid. A plain value that travels."""

    uid: str
    role: Role = "agent"
    name: str = field(default="", compare=False)
    """For people; empty means none."""

    def __str__(self) -> str:
        return f"{self.role} {self.name} ({self.uid})" if self.name else f"{self.role} {self.uid}"

    @classmethod
    def of(cls, proto: entity_pb2.EntityId) -> EntityId:
        """Reads an id of the API."""
        return cls(proto.uid, "user" if proto.role == entity_pb2.ROLE_USER else "agent", proto.name)

    def to_proto(self) -> entity_pb2.EntityId:
        """Writes it for the API."""
        role = entity_pb2.ROLE_USER if self.role == "user" else entity_pb2.ROLE_AGENT
        return entity_pb2.EntityId(uid=self.uid, role=role, name=self.name)

    @classmethod
    def read(cls, value: object) -> EntityId | None:
        """Reads an id from JSON, in this form or in that of protobuf (`ROLE_AGENT`), which other languages write; None when it is none."""
        if not isinstance(value, Mapping):
            return None
        uid, role, name = value.get("uid"), _ROLES.get(value.get("role")), value.get("name")
        if not isinstance(uid, str) or not uid or role is None:
            return None
        return cls(uid, role, name if isinstance(name, str) else "")

    def to_json(self) -> dict[str, str]:
        """What it travels as."""
        return {"uid": self.uid, "role": self.role, "name": self.name}
