"""Values, arguments and results as they travel: bytes with a media type."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from google.protobuf.message import DecodeError, Message

from lyceum.errors import InvalidArgumentsError
from lyceum.jsons import decode_json, encode_json

M = TypeVar("M", bound=Message)

JSON_TYPE = "application/json"
"""Media type of a payload that names none."""
BYTES_TYPE = "application/octet-stream"
"""Media type of bytes that travel alone."""
PROTOBUF_TYPE = "application/protobuf"
"""Media type of a protobuf message; the message's name follows as parameter `type`."""

_NAMED = re.compile(r";\s*type=([\w.]+)")


@dataclass(frozen=True, slots=True)
class Payload:
    """Bytes with their type, as an argument or result that is neither JSON nor plain bytes. It travels alone."""

    media_type: str
    data: bytes

    @classmethod
    def message(cls, message: Message) -> Payload:
        """Wraps a protobuf message."""
        return cls(f"{PROTOBUF_TYPE}; type={message.DESCRIPTOR.full_name}", message.SerializeToString())

    def read(self, kind: type[M]) -> M:
        """Reads it as a protobuf message.

        Raises:
            InvalidArgumentsError: it is of another type.
        """
        named = _NAMED.search(self.media_type)
        wanted = kind.DESCRIPTOR.full_name
        if base_type(self.media_type) != PROTOBUF_TYPE or (named is not None and named[1] != wanted):
            raise InvalidArgumentsError(f"a {wanted} is wanted, this is {self.media_type}")
        try:
            return kind.FromString(self.data)
        except DecodeError as error:
            raise InvalidArgumentsError(f"it is no {wanted}: {error}") from error


def base_type(media_type: str) -> str:
    """A media type without its parameters."""
    return media_type.partition(";")[0].strip().lower() or JSON_TYPE


def encode_value(value: object) -> tuple[str, bytes]:
    """Writes a value: bytes and payloads as they are, all else as JSON, whose media type is left empty.

    Raises:
        SerializationError: JSON has no form for it.
    """
    if isinstance(value, bytes | bytearray | memoryview):
        return BYTES_TYPE, bytes(value)
    if isinstance(value, Payload):
        return value.media_type, value.data
    return "", encode_json(value)


def decode_value(media_type: str, data: bytes) -> Any:
    """Reads a value.

    Raises:
        SerializationError: it is no JSON, although its type says so.
    """
    base = base_type(media_type)
    if base == JSON_TYPE or base.endswith("+json"):
        return decode_json(data)
    return data if base == BYTES_TYPE else Payload(media_type, data)


def encode_arguments(args: Sequence[object], kwargs: Mapping[str, object]) -> tuple[str, bytes]:
    """Writes arguments. Bytes or a payload as the only argument travel as they are.

    Raises:
        SerializationError: an argument cannot be sent.
    """
    if len(args) == 1 and not kwargs and isinstance(args[0], bytes | bytearray | memoryview | Payload):
        return encode_value(args[0])
    if kwargs:
        return "", encode_json({"args": args, "kwargs": kwargs})
    return ("", encode_json(args)) if args else ("", b"")


def decode_arguments(media_type: str, data: bytes) -> tuple[list[Any], dict[str, Any]]:
    """Reads arguments: those by position and those by name.

    Raises:
        SerializationError: they are no JSON.
        InvalidArgumentsError: they have another form than arguments have.
    """
    value = decode_value(media_type, data)
    if isinstance(value, bytes | Payload):
        return [value], {}
    if value is None:
        return [], {}
    if isinstance(value, list):
        return value, {}
    if isinstance(value, dict) and value.keys() <= {"args", "kwargs"}:
        args, kwargs = value.get("args", []), value.get("kwargs", {})
        if isinstance(args, list) and isinstance(kwargs, dict):
            return args, kwargs
    raise InvalidArgumentsError('arguments must be {"args": [...], "kwargs": {...}}, or an array')
