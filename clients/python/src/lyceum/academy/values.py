"""Academy's own objects as plain values, which travel to any language."""

from __future__ import annotations

import inspect
import typing
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from academy.handle import Handle
from academy.identifier import AgentId, UserId
from pydantic import BaseModel

from lyceum.entity import EntityId


def plain(value: Any) -> Any:
    """Puts ids in the place of handles, and plain values in that of models, wherever they are in a value."""
    if isinstance(value, Handle):
        value = value.agent_id
    if isinstance(value, AgentId | UserId):
        return {"uid": str(value.uid), "role": value.role, "name": value.name or ""}
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def fit(function: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """Puts handles in the place of agents' ids where a function's parameters are annotated as `Handle`; all else stays as it is."""
    try:
        parameters = list(inspect.signature(function).parameters.values())
        hints = typing.get_type_hints(function)
    except (TypeError, ValueError, NameError):
        # What is annotated with names that are not there at run time is passed on as it came.
        return args, kwargs
    wanted = {name for name, hint in hints.items() if _names_handle(hint)}
    if not wanted:
        return args, kwargs
    places = [each.name for each in parameters if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD) and each.name != "self"]
    fitted = [_handle(value) if index < len(places) and places[index] in wanted else value for index, value in enumerate(args)]
    return fitted, {name: _handle(value) if name in wanted else value for name, value in kwargs.items()}


def _names_handle(hint: Any) -> bool:
    origin = typing.get_origin(hint) or hint
    return (isinstance(origin, type) and issubclass(origin, Handle)) or any(_names_handle(each) for each in typing.get_args(hint))


def _handle(value: Any) -> Any:
    if isinstance(value, list):
        return [_handle(each) for each in value]
    entity = EntityId.read(value)
    if entity is None or entity.role != "agent":
        return value
    try:
        uid = uuid.UUID(entity.uid)
    except ValueError:
        # Academy's ids are UUIDs; an agent with another kind of id has no handle there.
        return value
    return Handle(AgentId(uid=uid, name=entity.name or None))
