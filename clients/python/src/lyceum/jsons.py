"""Values as JSON, exactly."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from enum import Enum
from typing import Any, NoReturn

from lyceum.errors import SerializationError


def encode_json(value: object) -> bytes:
    """Writes a value as JSON in UTF-8: what `json.dumps` takes, dataclasses, enumerations, mappings, and what has a method `to_json`.

    Raises:
        SerializationError: for what JSON has no form for: NaN, infinities, lone surrogates, bytes, sets, cycles, other objects.
    """
    try:
        return json.dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":"), default=_form_of).encode()
    except UnicodeEncodeError as error:
        raise SerializationError("a string with a lone surrogate cannot be sent") from error
    except RecursionError as error:
        raise SerializationError("a value that is nested too deep, or in itself, cannot be sent") from error
    except (ValueError, TypeError) as error:
        raise SerializationError(f"the value cannot be sent: {error}") from error


def decode_json(data: bytes) -> Any:
    """Reads JSON in UTF-8; no bytes at all are None.

    Raises:
        SerializationError: it is no JSON.
    """
    if not data:
        return None
    try:
        return json.loads(data.decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise SerializationError(f"the body is no JSON: {error}") from error


def _form_of(value: object) -> object:
    own = getattr(value, "to_json", None)
    if callable(own) and not isinstance(value, type):
        return own()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: getattr(value, each.name) for each in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, bytes | bytearray | memoryview):
        raise SerializationError("bytes inside a value cannot be sent: pass them alone, as the only argument or the whole result")
    raise SerializationError(f"an object of type {type(value).__name__} cannot be sent: give it a method to_json")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
