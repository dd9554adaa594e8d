"""What a class of agents declares."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from lyceum.agent.arguments import Parameters
from lyceum.agent.declarations import MARK, ActionDeclaration, EventDeclaration, LoopDeclaration, TimerDeclaration
from lyceum.agent.schemas import arguments_schema, hints_of, result_schema
from lyceum.description import DESCRIBE_ACTION
from lyceum.handle import Handle

if TYPE_CHECKING:
    from lyceum.agent.agent import Agent

BASE_TYPE = "lyceum.Agent"
"""The last type of every lineage."""


@dataclass(frozen=True, slots=True)
class Action:
    """A method that others may call."""

    name: str
    method: str
    """Name of the method in its class."""
    parameters: Parameters
    threaded: bool
    """Whether it runs in a thread."""
    streaming: bool
    redeliverable: bool
    description: Mapping[str, Any]
    """As `lyceum.describe` tells it."""


@dataclass(frozen=True, slots=True)
class Table:
    """A class of agents, with what its base classes declare."""

    lineage: Sequence[str]
    doc: str
    constructor: Parameters
    actions: Mapping[str, Action]
    loops: Mapping[str, LoopDeclaration]
    timers: Mapping[str, TimerDeclaration]
    events: Mapping[str, EventDeclaration]

    @property
    def redeliverable(self) -> list[str]:
        """Names of the actions that may run twice."""
        return [DESCRIBE_ACTION, *(name for name, action in self.actions.items() if action.redeliverable)]

    def describe(self) -> dict[str, Any]:
        """What `lyceum.describe` answers: a DescribeResponse in its JSON form."""
        return {
            "lineage": list(self.lineage),
            "doc": self.doc,
            "actions": [self.actions[name].description for name in sorted(self.actions)],
            "loops": sorted([*self.loops, *self.timers, *self.events]),
        }


_tables: WeakKeyDictionary[type[Agent], Table] = WeakKeyDictionary()


def table_of(cls: type[Agent]) -> Table:
    """Reads what a class declares.

    Raises:
        TypeError: two of its methods have the same action name, an action has the name of a member of handles, or a loop is no coroutine.
    """
    table = _tables.get(cls)
    if table is None:
        table = _tables[cls] = _read(cls)
    return table


def lineage_of(cls: type[Agent]) -> list[str]:
    """Types of a class, from its own to the most general: its classes' names, or their own `type_name`."""
    from lyceum.agent.agent import Agent  # noqa: PLC0415

    own = [each for each in cls.__mro__ if issubclass(each, Agent) and each is not Agent]
    return [*(each.__dict__.get("type_name") or each.__name__ for each in own), BASE_TYPE]


def _read(cls: type[Agent]) -> Table:
    actions: dict[str, Action] = {}
    declared: dict[str, Any] = {}
    for method in sorted({name for each in cls.__mro__ for name in vars(each)}):
        function = getattr(cls, method, None)
        declaration = _declaration_of(cls, method)
        if isinstance(declaration, ActionDeclaration) and callable(function):
            made = _action_of(method, function, declaration)
            if hasattr(Handle, made.name) and not declaration.call_only:
                advice = f'choose another name, or say call_only=True and call it by handle.call("{made.name}")'
                raise TypeError(f"{cls.__name__} has an action {made.name!r}, which handles have a member of: {advice}")
            if made.name in actions:
                raise TypeError(f"{cls.__name__} has two actions named {made.name!r}")
            actions[made.name] = made
        elif declaration is not None:
            if not inspect.iscoroutinefunction(function):
                raise TypeError(f"{cls.__name__}.{method} runs by itself, so it must be a coroutine: async def")
            declared[method] = declaration
    return Table(
        lineage=lineage_of(cls),
        doc=inspect.cleandoc(cls.__dict__.get("__doc__") or ""),
        constructor=Parameters(_signature(cls.__init__), hints_of(cls.__init__)),
        actions=actions,
        loops={name: each for name, each in declared.items() if isinstance(each, LoopDeclaration)},
        timers={name: each for name, each in declared.items() if isinstance(each, TimerDeclaration)},
        events={name: each for name, each in declared.items() if isinstance(each, EventDeclaration)},
    )


def _declaration_of(cls: type, method: str) -> Any:
    # A method that overrides one is what that was declared to be.
    for each in cls.__mro__:
        declaration = getattr(vars(each).get(method), MARK, None)
        if declaration is not None:
            return declaration
    return None


def _action_of(method: str, function: Callable[..., Any], declaration: ActionDeclaration) -> Action:
    hints = hints_of(function)
    parameters = Parameters(_signature(function), hints)
    name = declaration.name or method
    streaming = inspect.isasyncgenfunction(function) or inspect.isgeneratorfunction(function)
    arguments = declaration.parameters or arguments_schema(parameters.signature, hints)
    result = declaration.result or result_schema(hints)
    description = {
        "name": name,
        "doc": inspect.cleandoc(declaration.doc or function.__doc__ or ""),
        "argumentsSchema": json.dumps(arguments, default=str),
        "resultSchema": "" if result is None else json.dumps(result, default=str),
        "streaming": streaming,
        "redeliverable": declaration.redeliverable,
    }
    threaded = not (inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function))
    return Action(name, method, parameters, threaded, streaming, declaration.redeliverable, description)


def _signature(function: Callable[..., Any]) -> inspect.Signature:
    if function is object.__init__:
        return inspect.Signature()
    signature = inspect.signature(function)
    return signature.replace(parameters=list(signature.parameters.values())[1:])
