"""Values in the JSON of protocol `lyceum/1`: exact, and strict about what JSON has no form for."""

from __future__ import annotations

import dataclasses
import json
import uuid
from typing import Any

from academy.handle import Handle
from academy.identifier import AgentId, UserId
from pydantic import BaseModel

JSON = "application/json"
BYTES = "application/octet-stream"


def encode(value: Any) -> tuple[str, bytes]:
    """Writes a value: its media type and bytes.

    Raises:
        ValueError, TypeError: JSON has no form for it (NaN, an infinity, a lone surrogate, an object of no such form).
    """
    if isinstance(value, bytes | bytearray | memoryview):
        return BYTES, bytes(value)
    return JSON, json.dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":"), default=_plain).encode("utf-8")


def decode(media_type: str, data: bytes) -> Any:
    """Reads a value.

    Raises:
        ValueError: it is none, or of a media type that is not read here.
    """
    if media_type == BYTES:
        return data
    if media_type not in ("", JSON):
        raise ValueError(f"values of media type {media_type} are not read here: use {JSON} or {BYTES}")
    return json.loads(data.decode("utf-8"), parse_constant=_refuse) if data else None


def decode_arguments(media_type: str, data: bytes) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Reads the arguments of an action: an object with `args` and `kwargs`, or a list of `args` alone.

    Raises:
        ValueError: they have another form.
    """
    if media_type == BYTES:
        return (data,), {}
    value = decode(media_type, data)
    if value is None:
        return (), {}
    if isinstance(value, list):
        return tuple(value), {}
    if isinstance(value, dict) and value.keys() <= {"args", "kwargs"}:
        args, kwargs = value.get("args", []), value.get("kwargs", {})
        if isinstance(args, list) and isinstance(kwargs, dict):
            return tuple(args), kwargs
    raise ValueError('arguments are {"args": [...], "kwargs": {...}}, or a list of args alone')


def _plain(value: Any) -> Any:
    if isinstance(value, Handle):
        value = value.agent_id
    if isinstance(value, AgentId | UserId):
        return {"uid": str(value.uid), "role": value.role, "name": value.name or ""}
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if isinstance(value, uuid.UUID):
        return str(value)
    raise TypeError(f"a value of class {type(value).__qualname__} has no form in JSON")


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")
