"""What a manager and its batches share: registering and launching."""

from __future__ import annotations

import asyncio
import uuid
import warnings
from collections.abc import Sequence

from lyceum.agent.agent import Agent
from lyceum.entity import EntityId
from lyceum.errors import AlreadyExistsError, ManagerClosedError
from lyceum.exchange import ExchangeClient, Registration
from lyceum.host.attempt import AgentFactory
from lyceum.manager.executors import Executor
from lyceum.manager.launch_spec import Launch, Launchable, local_types
from lyceum.manager.local_hosts import LocalHosts
from lyceum.v1.manager_pb2 import (
    AddExecutorRequest,
    KindRegistration,
    Launched,
    LaunchRequest,
    ManagerServiceRegisterAgentsRequest,
)

_MAX_STEP = 500
"""Most that are registered by one call."""
_LOCAL = "local"
_LOCAL_TEMPLATE = "external"


class LaunchWarning(UserWarning):
    """A caution about a launch that succeeded: its executor has more agents than places."""


class ManagerCore:
    """Registers and launches under one manager."""

    def __init__(self, manager_id: str, exchange: ExchangeClient, hosts: LocalHosts) -> None:
        """Of the manager of an id; empty means the server's own."""
        self.manager_id = manager_id
        self.exchange = exchange
        self.transport = exchange.transport
        self.hosts = hosts
        self.closed = False
        self._local: asyncio.Future[str] | None = None

    def assert_open(self) -> None:
        """Raises ManagerClosedError when it is closing or closed."""
        if self.closed:
            raise ManagerClosedError("the manager is closed")

    async def register(self, agents: Sequence[tuple[Launchable, str]]) -> list[Registration]:
        """Registers agents (with their names) to be launched later, all or none, in order."""
        self.assert_open()
        registered: list[Registration] = []
        try:
            for start in range(0, len(agents), _MAX_STEP):
                registered += await self._register_step(agents[start : start + _MAX_STEP])
        except BaseException:
            # What a step before got has no use without the rest.
            await asyncio.gather(*(self.exchange.terminate(each.agent_id) for each in registered), return_exceptions=True)
            raise
        return registered

    async def launch(self, launch: Launch) -> EntityId:
        """Launches one agent; tells which."""
        return self.started(launch, await self.launch_run(launch))

    async def launch_run(self, launch: Launch) -> Launched:
        """Launches one agent; tells the run that was started, and the token that claims it."""
        self.assert_open()
        spec = launch.to_proto(await self.executor_of(launch))
        request = LaunchRequest(request_id=str(uuid.uuid4()), manager_id=self.manager_id, spec=spec)
        return (await self.transport.unary(self.transport.manager.Launch, request)).launched

    def started(self, launch: Launch, launched: Launched) -> EntityId:
        """Takes note of a run that was started: what this process is to host begins. Tells the agent."""
        for caution in launched.warnings:
            warnings.warn(f"{caution.code}: {caution.message}", LaunchWarning, stacklevel=4)
        if launch.local and not isinstance(launch.what, str):
            self.hosts.start(launched.run_token, _factory_of(launch.what, launch))
        return EntityId.of(launched.run.agent)

    async def executor_of(self, launch: Launch) -> str:
        """The executor of a launch; empty means the manager's default. What this process hosts has one of its own."""
        if launch.executor is not None:
            return launch.executor
        return "" if isinstance(launch.what, str) else await self._local_executor()

    async def _register_step(self, agents: Sequence[tuple[Launchable, str]]) -> list[Registration]:
        request = ManagerServiceRegisterAgentsRequest(
            request_id=str(uuid.uuid4()),
            manager_id=self.manager_id,
            agents=[
                KindRegistration(kind=what if isinstance(what, str) else "", name=name, lineage=local_types(what)) for what, name in agents
            ],
        )
        response = await self.transport.unary(self.transport.manager.RegisterAgents, request)
        return [Registration(EntityId.of(each.entity), list(each.lineage)) for each in response.registrations]

    async def _local_executor(self) -> str:
        # The server's own manager takes no executors; it has one for each template.
        if not self.manager_id:
            return _LOCAL_TEMPLATE
        if self._local is None or (self._local.done() and (self._local.cancelled() or self._local.exception() is not None)):
            self._local = asyncio.ensure_future(self._add_local_executor())
        return await asyncio.shield(self._local)

    async def _add_local_executor(self) -> str:
        executor = Executor(_LOCAL_TEMPLATE).to_proto(_LOCAL)
        request = AddExecutorRequest(request_id=str(uuid.uuid4()), manager_id=self.manager_id, executor=executor)
        try:
            await self.transport.unary(self.transport.manager.AddExecutor, request)
        except AlreadyExistsError:
            return _LOCAL
        return _LOCAL


def _factory_of(what: type[Agent] | Agent, launch: Launch) -> AgentFactory:
    # An object is used again for each attempt, a class is constructed anew.
    if isinstance(what, type):
        cls = what
        return lambda spec, exchange: cls(*launch.args, **launch.kwargs)
    agent = what
    return lambda spec, exchange: agent
