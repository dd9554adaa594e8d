"""Decorators that say which methods of an agent others may call, and which run by themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, overload

F = TypeVar("F", bound=Callable[..., Any])

MARK = "_lyceum_declaration"


@dataclass(frozen=True, slots=True)
class ActionDeclaration:
    """A method that others may call."""

    name: str | None = None
    doc: str | None = None
    redeliverable: bool = False
    parameters: Mapping[str, Any] | None = None
    result: Mapping[str, Any] | None = None
    call_only: bool = False


@dataclass(frozen=True, slots=True)
class LoopDeclaration:
    """A method that runs from start to stop."""


@dataclass(frozen=True, slots=True)
class TimerDeclaration:
    """A method that is called at an interval."""

    interval: float
    first_after: float


@dataclass(frozen=True, slots=True)
class EventDeclaration:
    """A method that is called when an event is set."""

    on: str


@dataclass(frozen=True, slots=True)
class Result:
    """Yielded last by an action that is an async generator: what the call returns after its parts.

    Async generators cannot return a value; plain generators can, and need it not.
    """

    value: object = None


@overload
def action(method: F, /) -> F: ...
@overload
def action(
    *,
    name: str | None = None,
    doc: str | None = None,
    redeliverable: bool = False,
    parameters: Mapping[str, Any] | None = None,
    result: Mapping[str, Any] | None = None,
    call_only: bool = False,
) -> Callable[[F], F]: ...
def action(
    method: F | None = None,
    /,
    *,
    name: str | None = None,
    doc: str | None = None,
    redeliverable: bool = False,
    parameters: Mapping[str, Any] | None = None,
    result: Mapping[str, Any] | None = None,
    call_only: bool = False,
) -> F | Callable[[F], F]:
    """Says that others may call a method: a coroutine, a function (which runs in a thread), or a generator of either sort, which streams.

    Args:
        method: the method, where the decorator is used bare.
        name: by which it is called; None means the method's.
        doc: what it does, for people; None means the method's docstring.
        redeliverable: whether it may run again after its host was lost. Otherwise it begins once the exchange knows that, and never twice.
        parameters: JSON Schema of its arguments; None means what its annotations say.
        result: JSON Schema of its result; None means what its annotations say.
        call_only: lets it have the name of a member of handles (`ping`, `shutdown`), so that `handle.call(name)` alone reaches it.
    """
    mark = _marker(ActionDeclaration(name, doc, redeliverable, parameters, result, call_only))
    return mark if method is None else mark(method)


@overload
def loop(method: F, /) -> F: ...
@overload
def loop() -> Callable[[F], F]: ...
def loop(method: F | None = None, /) -> F | Callable[[F], F]:
    """Says that a coroutine method runs from start to stop.

    It may take an `asyncio.Event`, which is set when it is to end; it is cancelled two seconds later.
    """
    mark = _marker(LoopDeclaration())
    return mark if method is None else mark(method)


def timer(interval: float, *, first_after: float = 0.0) -> Callable[[F], F]:
    """Says that a coroutine method is called `first_after` seconds after the start, then `interval` seconds after each call's end.

    Raises:
        ValueError: the interval is not above 0.
    """
    if interval <= 0 or first_after < 0:
        raise ValueError("a timer needs an interval above 0")
    return _marker(TimerDeclaration(interval, first_after))


def event(on: str) -> Callable[[F], F]:
    """Says that a coroutine method is called each time the `asyncio.Event` in the agent's attribute `on` is set."""
    return _marker(EventDeclaration(on))


def _marker(declaration: object) -> Callable[[F], F]:
    def mark(method: F) -> F:
        setattr(method, MARK, declaration)
        return method

    return mark
