"""Managers: launching agents, waiting for them, ending them."""

from lyceum.manager.batch import LaunchBatch
from lyceum.manager.core import LaunchWarning
from lyceum.manager.executors import Executor
from lyceum.manager.launch_spec import RetryPolicy
from lyceum.manager.manager import Manager
from lyceum.manager.run import Attempt, Run, RunError
from lyceum.manager.wait import WaitResult, WaitTimeoutError
from lyceum.manager.watch import ManagerInfo, RunEvent

__all__ = [
    "Attempt",
    "Executor",
    "LaunchBatch",
    "LaunchWarning",
    "Manager",
    "ManagerInfo",
    "RetryPolicy",
    "Run",
    "RunError",
    "RunEvent",
    "WaitResult",
    "WaitTimeoutError",
]
