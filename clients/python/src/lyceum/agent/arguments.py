"""Putting arguments into the parameters of a method or constructor."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Union, get_args, get_origin

from lyceum.entity import EntityId
from lyceum.errors import InvalidArgumentsError
from lyceum.handle import Handle

HandleMaker = Callable[[EntityId], Handle]
"""Makes a handle of an id that came as an argument."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a method or constructor takes, without `self`."""

    signature: inspect.Signature
    hints: Mapping[str, Any]

    def fit(self, args: Sequence[Any], kwargs: Mapping[str, Any], handle: HandleMaker) -> inspect.BoundArguments:
        """Binds arguments, and makes handles and ids where annotations say so.

        Raises:
            InvalidArgumentsError: they do not fit.
        """
        try:
            bound = self.signature.bind(*args, **kwargs)
        except TypeError as error:
            raise InvalidArgumentsError(f"{error}; it takes {self.signature}") from error
        for name, value in bound.arguments.items():
            bound.arguments[name] = _converted(name, self.hints.get(name), value, handle)
        return bound


def _converted(name: str, annotation: Any, value: Any, handle: HandleMaker) -> Any:
    if annotation is None or value is None:
        return value
    if annotation is Handle or annotation is EntityId:
        id = EntityId.read(value)
        if id is None:
            raise InvalidArgumentsError(f'"{name}" must name an agent: {{"uid": ..., "role": "agent"}}')
        return handle(id) if annotation is Handle else id
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _converted(name, args[0], value, handle)
    if origin in (Union, types.UnionType):
        chosen = [each for each in args if _mentions_handle(each)]
        return _converted(name, chosen[0], value, handle) if len(chosen) == 1 and _looks_like(chosen[0], value) else value
    if not args or not any(_mentions_handle(each) for each in args):
        return value
    if isinstance(value, list):
        return [_converted(name, args[0], each, handle) for each in value]
    if isinstance(value, dict) and len(args) == 2:
        return {key: _converted(name, args[1], each, handle) for key, each in value.items()}
    raise InvalidArgumentsError(f'"{name}" must be a list or an object of agents')


def _mentions_handle(annotation: Any) -> bool:
    return annotation is Handle or annotation is EntityId or any(_mentions_handle(each) for each in get_args(annotation))


def _looks_like(annotation: Any, value: Any) -> bool:
    return EntityId.read(value) is not None if annotation in (Handle, EntityId) else isinstance(value, list | dict)
