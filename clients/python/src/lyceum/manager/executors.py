"""Executors of managers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from lyceum.v1 import manager_pb2
from lyceum.v1.manager_pb2 import ExecutorSpec

_LEVELS = {
    None: manager_pb2.LOG_LEVEL_UNSPECIFIED,
    "debug": manager_pb2.LOG_LEVEL_DEBUG,
    "info": manager_pb2.LOG_LEVEL_INFO,
    "warn": manager_pb2.LOG_LEVEL_WARN,
    "error": manager_pb2.LOG_LEVEL_ERROR,
}


@dataclass(frozen=True, slots=True)
class Executor:
    """A manager's own instance of a template of the operator."""

    template: str = ""
    """Empty means the one of the executor's name."""
    places: int = 0
    """Most agents at once; 0 means the template's limit alone."""
    log_level: Literal["debug", "info", "warn", "error"] | None = None
    """Log level of its hosts; None means the template's."""

    def to_proto(self, name: str) -> ExecutorSpec:
        """Writes it for the API."""
        return ExecutorSpec(name=name, template=self.template, places=self.places, log_level=_LEVELS[self.log_level])


Executors = str | Sequence[str] | Mapping[str, Executor]
"""A single one, by its template, which is then the default; or several by their names."""


def executors_to_proto(executors: Executors | None) -> list[ExecutorSpec]:
    """Writes executors for the API."""
    if executors is None:
        return []
    if isinstance(executors, str):
        return [ExecutorSpec(template=executors)]
    if isinstance(executors, Mapping):
        return [each.to_proto(name) for name, each in executors.items()]
    return [Executor().to_proto(name) for name in executors]
