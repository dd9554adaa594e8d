"""Runs: agents' lives under a manager."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from google.protobuf.timestamp_pb2 import Timestamp

from lyceum.durations import time_of
from lyceum.entity import EntityId
from lyceum.errors import AgentError, Failure
from lyceum.failure import failure_from_proto
from lyceum.v1 import manager_pb2

RunState = Literal["queued", "starting", "running", "stopping", "backing_off", "ended"]
Outcome = Literal["succeeded", "failed", "killed", "lost", "interrupted"]
"""How a run or an attempt ended: `interrupted` is for attempts alone, which are made again and not counted."""

_STATES: Mapping[int, RunState] = {
    manager_pb2.RUN_STATE_QUEUED: "queued",
    manager_pb2.RUN_STATE_STARTING: "starting",
    manager_pb2.RUN_STATE_RUNNING: "running",
    manager_pb2.RUN_STATE_STOPPING: "stopping",
    manager_pb2.RUN_STATE_BACKING_OFF: "backing_off",
    manager_pb2.RUN_STATE_ENDED: "ended",
}
_OUTCOMES: Mapping[int, Outcome] = {
    manager_pb2.OUTCOME_SUCCEEDED: "succeeded",
    manager_pb2.OUTCOME_FAILED: "failed",
    manager_pb2.OUTCOME_KILLED: "killed",
    manager_pb2.OUTCOME_LOST: "lost",
    manager_pb2.OUTCOME_INTERRUPTED: "interrupted",
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt of a run."""

    number: int
    """From 1."""
    start_time: datetime | None
    ready_time: datetime | None
    """When the agent was up; None when it never was."""
    end_time: datetime | None
    outcome: Outcome | None
    """None while it runs."""
    failure: Failure | None
    exit_code: int | None

    @classmethod
    def of(cls, proto: manager_pb2.Attempt) -> Attempt:
        """Reads an attempt of the API."""
        return cls(
            proto.number,
            _time(proto.start_time, known=proto.HasField("start_time")),
            _time(proto.ready_time, known=proto.HasField("ready_time")),
            _time(proto.end_time, known=proto.HasField("end_time")),
            _OUTCOMES.get(proto.outcome),
            failure_from_proto(proto.failure) if proto.HasField("failure") else None,
            proto.exit_code if proto.HasField("exit_code") else None,
        )


@dataclass(frozen=True, slots=True)
class Run:
    """One agent's life under a manager."""

    run_id: str
    manager_id: str
    agent_id: EntityId
    kind: str
    """Kind in the catalogue; empty where a program brought the agent itself."""
    executor: str
    state: RunState
    outcome: Outcome | None
    """None until it has ended."""
    failure: Failure | None
    """Why, for every outcome but `succeeded`."""
    attempts: Sequence[Attempt]
    """Oldest first."""
    max_attempts: int
    """Most attempts that count."""
    create_time: datetime | None
    end_time: datetime | None
    revision: int
    """Number of its latest change, within its manager."""

    @classmethod
    def of(cls, proto: manager_pb2.Run) -> Run:
        """Reads a run of the API."""
        return cls(
            run_id=proto.run_id,
            manager_id=proto.manager_id,
            agent_id=EntityId.of(proto.agent),
            kind=proto.kind,
            executor=proto.executor,
            state=_STATES.get(proto.state, "queued"),
            outcome=_OUTCOMES.get(proto.outcome),
            failure=failure_from_proto(proto.failure) if proto.HasField("failure") else None,
            attempts=[Attempt.of(each) for each in proto.attempts],
            max_attempts=proto.max_attempts,
            create_time=_time(proto.create_time, known=proto.HasField("create_time")),
            end_time=_time(proto.end_time, known=proto.HasField("end_time")),
            revision=proto.revision,
        )


class RunError(AgentError):
    """What a run failed with: what went wrong in the agent or its host, and the run."""

    def __init__(self, run: Run) -> None:
        super().__init__(run.failure or Failure("RunFailed", f"the run ended {run.outcome or 'without an outcome'}"))
        self.run = run

    @property
    def agent_id(self) -> EntityId:
        """Whose run."""
        return self.run.agent_id


def run_errors(runs: Iterable[Run]) -> list[Exception]:
    """Errors of the runs that ended other than well."""
    return [RunError(run) for run in runs if run.state == "ended" and run.outcome != "succeeded"]


def raise_all(errors: Sequence[Exception], message: str) -> None:
    """Raises errors: none is nothing, one is itself.

    Raises:
        ExceptionGroup: there are several.
    """
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise ExceptionGroup(message, errors)


def _time(timestamp: Timestamp, *, known: bool) -> datetime | None:
    return time_of(timestamp) if known else None
