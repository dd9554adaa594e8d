"""JSON Schemas of annotations."""

from __future__ import annotations

import dataclasses
import inspect
import types
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Generator, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

from lyceum.entity import EntityId
from lyceum.handle import Handle

Schema = dict[str, Any]

_HANDLE: Schema = {"type": "object", "title": "EntityId", "required": ["uid", "role"]}
_PLAIN: Mapping[object, Schema] = {
    int: {"type": "integer"},
    float: {"type": "number"},
    str: {"type": "string"},
    bool: {"type": "boolean"},
    None: {"type": "null"},
    type(None): {"type": "null"},
    bytes: {"type": "string", "contentMediaType": "application/octet-stream"},
    list: {"type": "array"},
    tuple: {"type": "array"},
    dict: {"type": "object"},
    Handle: _HANDLE,
    EntityId: _HANDLE,
}
_LISTS = (list, tuple, Sequence, Iterable, AbstractSet)
_STREAMS = (AsyncIterator, AsyncIterable, AsyncGenerator, Iterator, Generator)
_MOST_NESTED = 16


def hints_of(function: object) -> dict[str, Any]:
    """Annotations of a function or class; empty where they cannot be resolved (names that only type checkers import)."""
    try:
        return get_type_hints(function, include_extras=True)
    except Exception:
        return {}


def arguments_schema(signature: inspect.Signature, hints: Mapping[str, Any]) -> Schema:
    """Schema of arguments by name; their order is that of the properties."""
    properties: Schema = {}
    required: list[str] = []
    open_ended = False
    for name, parameter in signature.parameters.items():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            open_ended = True
            continue
        properties[name] = schema_of(hints.get(name, Any))
        if parameter.default is parameter.empty:
            required.append(name)
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": open_ended}


def result_schema(hints: Mapping[str, Any]) -> Schema | None:
    """Schema of a result; None where nothing is said of it, or it is a stream."""
    annotation = hints.get("return", Any)
    if annotation is Any or get_origin(annotation) in _STREAMS or annotation in _STREAMS:
        return None
    return schema_of(annotation)


def schema_of(annotation: Any, depth: int = 0) -> Schema:
    """Schema of values of an annotation; {} means anything."""
    if depth > _MOST_NESTED:
        return {}
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        doc = next((each for each in args[1:] if isinstance(each, str)), None)
        schema = schema_of(args[0], depth)
        return schema if doc is None else {**schema, "description": doc}
    if origin in (Union, types.UnionType):
        return {"anyOf": [schema_of(each, depth + 1) for each in args]}
    if origin is Literal:
        return {"enum": list(args)}
    if origin is not None:
        return _generic_schema(origin, args, depth)
    try:
        plain = _PLAIN.get(annotation)
    except TypeError:
        return {}
    if plain is not None:
        return plain
    return _class_schema(annotation, depth) if isinstance(annotation, type) else {}


def _generic_schema(origin: Any, args: tuple[Any, ...], depth: int) -> Schema:
    if origin is tuple and args and args[-1] is not Ellipsis:
        return {"type": "array", "prefixItems": [schema_of(each, depth + 1) for each in args], "items": False}
    if origin in _LISTS:
        return {"type": "array", "items": schema_of(args[0], depth + 1)}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": schema_of(args[1], depth + 1)}
    return schema_of(origin, depth + 1) if isinstance(origin, type) else {}


def _class_schema(cls: type, depth: int) -> Schema:
    if issubclass(cls, Enum):
        return {"enum": [member.value for member in cls]}
    if dataclasses.is_dataclass(cls):
        names = [each.name for each in dataclasses.fields(cls)]
        needed = [
            each.name
            for each in dataclasses.fields(cls)
            if each.default is dataclasses.MISSING and each.default_factory is dataclasses.MISSING
        ]
    elif is_typeddict(cls):
        names = list(cls.__annotations__)
        needed = sorted(getattr(cls, "__required_keys__", ()))
    else:
        return {}
    hints = hints_of(cls)
    properties = {name: schema_of(hints.get(name, Any), depth + 1) for name in names}
    return {"type": "object", "title": cls.__name__, "properties": properties, "required": needed}
