"""What a host is to run."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from lyceum.entity import EntityId
from lyceum.runtime_config import RuntimeConfig
from lyceum.session import EntityToken
from lyceum.transport import Transport
from lyceum.v1 import manager_pb2
from lyceum.v1.runner_pb2 import GetRunSpecRequest

_LEVELS: Mapping[int, str] = {
    manager_pb2.LOG_LEVEL_DEBUG: "DEBUG",
    manager_pb2.LOG_LEVEL_INFO: "INFO",
    manager_pb2.LOG_LEVEL_WARN: "WARNING",
    manager_pb2.LOG_LEVEL_ERROR: "ERROR",
}


@dataclass(frozen=True, slots=True)
class RunSpec:
    """One attempt of a run."""

    run_id: str
    attempt: int
    """From 1."""
    agent: EntityId
    token: EntityToken
    kind: str
    """Kind in the catalogue; empty where the host brings the agent."""
    media_type: str
    arguments: bytes
    """Arguments of the constructor, of that media type."""
    config: RuntimeConfig
    log_level: str
    """Name of a level of `logging`."""
    run_token: str
    """Credential of this very attempt."""


async def fetch_run_spec(transport: Transport, *, timeout: float = math.inf) -> RunSpec:
    """Trades a run token (the transport's credential) for what to run; waits until there is something.

    Raises:
        LyceumError: the run has ended (`RUN_ENDED`), the attempt is over (`SUPERSEDED`), the credential is no run token.
    """
    spec = (await transport.unary(transport.runner.GetRunSpec, GetRunSpecRequest(), timeout=timeout)).spec
    return RunSpec(
        run_id=spec.run_id,
        attempt=spec.attempt,
        agent=EntityId.of(spec.agent.entity),
        token=EntityToken.of(spec.agent),
        kind=spec.kind,
        media_type=spec.arguments.media_type,
        arguments=spec.arguments.data,
        config=RuntimeConfig.of(spec.config),
        log_level=_LEVELS.get(spec.log_level, "INFO"),
        run_token=spec.run_token,
    )
