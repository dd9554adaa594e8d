"""Hosts: programs that run agents' code."""

from lyceum.host.attempt import AgentFactory, AttemptEnd
from lyceum.host.run_agent import run_agent
from lyceum.host.run_host import run_host
from lyceum.host.run_spec import RunSpec

__all__ = ["AgentFactory", "AttemptEnd", "RunSpec", "run_agent", "run_host"]
