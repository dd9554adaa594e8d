"""An agent in the process that hosts it."""

from __future__ import annotations

import asyncio
import inspect
import json
import typing
from typing import Any

from academy.agent import Agent
from academy.identifier import AgentId
from academy.runtime import Runtime
from google.protobuf import json_format
from pydantic import TypeAdapter

from lyceum.academy.values import fit
from lyceum.durations import seconds_of
from lyceum.session import EntityToken
from lyceum.transport import Transport
from lyceum.v1 import agent_pb2, message_pb2, runner_pb2
from lyceum.v1.message_pb2 import Envelope
from lyceum.v1.runner_pb2 import RunSpec

_LEAVE_GRACE = 5.0


class HostedAgent:
    """What the transport of a hosted agent asks its host, and how the host learns that it must go."""

    def __init__(self, agent_id: AgentId[Any], spec: RunSpec) -> None:
        self.agent_id = agent_id
        self.agent: Agent | None = None
        self.termination: bool | None = None
        """Whether its mailbox is to be ended; None means as its configuration says."""
        self.draining = False
        self._lineage = list(spec.agent.lineage)
        self._grace = _LEAVE_GRACE
        self._loop = asyncio.get_running_loop()
        self._left = asyncio.Event()

    async def renew(self, transport: Transport) -> EntityToken:
        """A fresh token of the agent."""
        made = await transport.unary(transport.runner.GetRunSpec, runner_pb2.GetRunSpecRequest())
        return EntityToken.of(made.spec.agent)

    def fit(self, action: str, args: list[Any], kwargs: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        """Puts handles among an action's arguments where it wants them."""
        method = getattr(self.agent, action, None)
        return (args, kwargs) if method is None else fit(method, args, kwargs)

    def drain(self, envelope: Envelope) -> None:
        """The server stops: running actions have up to half of what there is."""
        self._grace = seconds_of(envelope.timeout) / 2 if envelope.HasField("timeout") else _LEAVE_GRACE
        self.leave()

    def leave(self) -> None:
        """The host must go; the agent is made again."""
        self.draining = True
        self._loop.call_soon_threadsafe(self._left.set)

    async def left(self) -> None:
        """Waits until the host must go."""
        await self._left.wait()

    async def finish(self, runtime: Runtime[Any]) -> None:
        """Lets running actions come to their end, for a while."""
        tasks = list(runtime._action_tasks.values())
        if tasks:
            await asyncio.wait(tasks, timeout=self._grace)

    def terminate(self) -> None:
        """Academy's runtime ends the mailbox."""
        self.termination = True

    def ended(self, runtime: Runtime[Any]) -> None:
        """Takes note of what the agent was told about its mailbox."""
        said = runtime._shutdown_options.terminate_override
        if said is not None:
            self.termination = said

    def describe(self) -> Envelope:
        """What the agent says of itself."""
        agent = self.agent
        description = agent_pb2.DescribeResponse(lineage=self._lineage)
        if agent is not None:
            description.doc = inspect.getdoc(type(agent)) or ""
            for name, method in sorted(agent._agent_actions().items()):
                described = description.actions.add(name=name, doc=inspect.getdoc(method) or "")
                described.arguments_schema, described.result_schema = _schemas(method)
            description.loops.extend(sorted(agent._agent_loops()))
        body = json_format.MessageToJson(description, indent=None).encode()
        return Envelope(status=message_pb2.ANSWER_STATUS_OK, body=body)


def _schemas(method: Any) -> tuple[str, str]:
    """JSON Schemas of an action's arguments and result, as far as its annotations tell."""
    try:
        hints = typing.get_type_hints(method)
    except NameError:
        return "", ""
    properties: dict[str, Any] = {}
    required: list[str] = []
    for name, parameter in inspect.signature(method).parameters.items():
        if name == "context" or parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        properties[name] = _schema(hints.get(name, Any))
        if parameter.default is parameter.empty:
            required.append(name)
    arguments = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    result = json.dumps(_schema(hints["return"])) if "return" in hints else ""
    return json.dumps(arguments), result


def _schema(hint: Any) -> dict[str, Any]:
    try:
        return TypeAdapter(hint).json_schema()
    except Exception:
        # Classes of the agent's own have no schema; whatever fits is let through.
        return {}
