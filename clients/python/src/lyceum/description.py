"""What an agent can do, as it tells itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from google.protobuf import json_format

from lyceum.errors import UnsupportedError
from lyceum.v1.agent_pb2 import DescribeResponse

DESCRIBE_ACTION = "lyceum.describe"
"""Name of the action by which every agent tells what it can do."""


@dataclass(frozen=True, slots=True)
class ActionDescription:
    """An action of an agent."""

    name: str
    doc: str
    """For people; may be empty."""
    arguments_schema: Any
    """JSON Schema of its arguments; None where it was not told."""
    result_schema: Any
    """JSON Schema of its result; None where it was not told."""
    streaming: bool
    redeliverable: bool


@dataclass(frozen=True, slots=True)
class AgentDescription:
    """An agent, its actions and its loops."""

    lineage: Sequence[str]
    """Its types, from its own to the most general."""
    doc: str
    actions: Sequence[ActionDescription]
    loops: Sequence[str]
    """Names of its control loops, timers and event handlers."""

    @classmethod
    def read(cls, answer: object) -> AgentDescription:
        """Reads what an agent answered, in whichever language it is.

        Raises:
            UnsupportedError: it is no description.
        """
        try:
            proto = json_format.ParseDict(answer, DescribeResponse(), ignore_unknown_fields=True)  # type: ignore[arg-type]
        except (json_format.ParseError, AttributeError, TypeError) as error:
            raise UnsupportedError(f"what the agent says of itself is no description: {error}", reason="UNSUPPORTED") from error
        actions = [
            ActionDescription(
                each.name, each.doc, _schema(each.arguments_schema), _schema(each.result_schema), each.streaming, each.redeliverable
            )
            for each in proto.actions
        ]
        return cls(list(proto.lineage), proto.doc, actions, list(proto.loops))


def _schema(text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None
