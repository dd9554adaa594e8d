"""Managers: launching agents, waiting for them, ending them."""

from __future__ import annotations

import asyncio
import contextlib
import math
import uuid
from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Literal, Self

from lyceum.agent.agent import Agent
from lyceum.durations import duration_of
from lyceum.entity import EntityId
from lyceum.errors import LyceumError
from lyceum.exchange import OpenUser, Registration, open_user
from lyceum.handle import Handle
from lyceum.manager.batch import LaunchBatch
from lyceum.manager.core import ManagerCore
from lyceum.manager.executors import Executor, Executors, executors_to_proto
from lyceum.manager.launch_spec import Launch, Launchable, RetryPolicy, retry_to_proto
from lyceum.manager.lease import Lease
from lyceum.manager.local_hosts import LocalHosts
from lyceum.manager.run import Run, raise_all, run_errors
from lyceum.manager.run_reader import RunReader
from lyceum.manager.wait import Target, target_to_proto
from lyceum.manager.watch import ManagerInfo, watch_runs
from lyceum.options import Options
from lyceum.runtime_config import RuntimeConfig
from lyceum.v1 import manager_pb2

_DEFAULT_LEASE = 30.0
_MARGIN = 2.0
"""Seconds that hosts of this process have to go, once the server has ended their runs."""


class Manager(RunReader):
    """Launches agents, waits for them, ends them.

    Its record, its agents' runs and their outcomes are the server's; this program owns it as long as it renews the lease.

    ```python
    async with Manager(executors="command") as manager:
        counter = await manager.launch("counter", args=[10])
        await counter.increment(2)
    ```
    """

    def __init__(
        self,
        options: Options | None = None,
        *,
        executors: Executors | None = None,
        default_executor: str = "",
        retry: RetryPolicy | int = 0,
        lease: float = _DEFAULT_LEASE,
        orphans: Literal["close", "detach"] = "close",
        grace: float | None = None,
        name: str = "",
        manager_id: str | None = None,
    ) -> None:
        """Connects when the block begins (`async with`), or by `open`.

        Args:
            options: where the server is; None means what the environment says.
            executors: its executors: a template's name, which is then the default, or several by name. None means the template `inline`.
            default_executor: of launches that name none; empty means none, unless there is a single one.
            retry: when and how often runs are made again; a number is of retries at once.
            lease: seconds between keep-alives after which its owner has vanished; this program keeps it alive. `math.inf` means never.
            orphans: what becomes of its agents then: they are closed, or left running.
            grace: seconds that `close` waits for an agent before it is killed; None means 10.
            name: of its user, for people.
            manager_id: uses a manager that exists, which `close` leaves open; empty means the server's own. None makes one.
        """
        self._options = options or Options()
        self._request = manager_pb2.CreateManagerRequest(
            executors=executors_to_proto(executors),
            default_executor=default_executor,
            retry=retry_to_proto(retry),
            lease=None if math.isinf(lease) else duration_of(lease),
            orphan_policy=manager_pb2.ORPHAN_POLICY_DETACH if orphans == "detach" else manager_pb2.ORPHAN_POLICY_CLOSE,
            grace=None if grace is None else duration_of(grace),
        )
        self._lease_time = lease
        self._name = name
        self._given_id = manager_id
        super().__init__()
        self._lease: Lease | None = None
        self._closing: asyncio.Future[None] | None = None

    async def __aenter__(self) -> Self:
        return await self.open()

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            await self.close()
        except Exception:
            # What the block itself raises is worth more.
            if error is None:
                raise

    async def open(self) -> Self:
        """Registers its user and makes the manager; what was begun is taken back when it fails. Idempotent.

        Raises:
            LyceumError: the server cannot be reached, or refuses the options.
        """
        if self._open_core is None:
            opened = await open_user(self._options, name=self._name)
            try:
                self._open_core = await self._open(opened)
            except BaseException:
                await opened.client.close()
                raise
        return self

    async def add_executor(self, name: str, executor: Executor | None = None) -> Self:
        """Adds an executor from a template of the operator; can be chained.

        Raises:
            AlreadyExistsError: it has one of this name.
            ExecutorNotFoundError: there is no such template.
        """
        request = manager_pb2.AddExecutorRequest(
            request_id=str(uuid.uuid4()), manager_id=self.manager_id, executor=(executor or Executor()).to_proto(name)
        )
        await self._core.transport.unary(self._core.transport.manager.AddExecutor, request)
        return self

    async def set_default_executor(self, name: str | None) -> Self:
        """Sets the executor of launches that name none, or (None) that there is none; can be chained.

        Raises:
            ExecutorNotFoundError: it has none of this name.
        """
        request = manager_pb2.SetDefaultExecutorRequest(manager_id=self.manager_id, name=name or "")
        await self._core.transport.unary(self._core.transport.manager.SetDefaultExecutor, request)
        return self

    async def launch(
        self,
        what: Launchable,
        *,
        args: Sequence[object] = (),
        kwargs: Mapping[str, object] | None = None,
        config: RuntimeConfig | None = None,
        executor: str | None = None,
        name: str = "",
        registration: Registration | EntityId | None = None,
        relaunch: bool = False,
        retry: RetryPolicy | int | None = None,
    ) -> Handle:
        """Launches an agent. Returns once the launch is kept, before the agent runs.

        Args:
            what: a kind of the server's catalogue; or a class or an object, which this process hosts.
            args: arguments of the constructor; an object has had its own.
            kwargs: the same by name.
            config: how it behaves around its life.
            executor: None means the manager's default, and this process for a class or an object.
            name: for people; a registration's own wins.
            registration: made before; None registers the agent.
            relaunch: run a registration again that this manager has run before.
            retry: in place of the manager's; a number is of retries at once.

        Raises:
            KindNotFoundError, ExecutorNotFoundError, NoDefaultExecutorError, AlreadyExecutedError, ManagerClosedError: as they say.
        """
        launch = Launch(what, args, kwargs or {}, config, executor, name, registration, relaunch, retry)
        return self.handle(await self._core.launch(launch))

    async def launch_external(
        self,
        cls: type[Agent],
        *,
        args: Sequence[object] = (),
        kwargs: Mapping[str, object] | None = None,
        config: RuntimeConfig | None = None,
        executor: str | None = None,
        name: str = "",
        retry: RetryPolicy | int | None = None,
    ) -> tuple[Handle, str]:
        """Launches an agent that another process hosts; tells the run token, by which that one claims the run.

        There: `await run_host(cls, Options(token=run_token))`.

        Args:
            cls: the agent's class, for its types.
            args: arguments of the constructor.
            kwargs: the same by name.
            config: how it behaves around its life.
            executor: one of the driver `external`; None means the manager's own.
            name: for people.
            retry: in place of the manager's; a number is of retries at once.
        """
        launch = Launch(cls, args, kwargs or {}, config, executor, name, retry=retry, elsewhere=True)
        launched = await self._core.launch_run(launch)
        return self.handle(self._core.started(launch, launched)), launched.run_token

    def launch_batch(self) -> LaunchBatch:
        """Launches many: `async with manager.launch_batch() as batch: handles = [batch.queue("site") for _ in range(100)]`."""
        return LaunchBatch(self._core)

    async def register_agent(self, what: Launchable, *, name: str = "") -> Registration:
        """Registers an agent to be launched later."""
        return (await self._core.register([(what, name)]))[0]

    async def register_agents(self, agents: Iterable[Launchable | tuple[Launchable, str]]) -> list[Registration]:
        """Registers agents to be launched later, all or none, in order; each by what it is, or that and its name."""
        return await self._core.register([each if isinstance(each, tuple) else (each, "") for each in agents])

    def handle(self, agent: EntityId | Registration) -> Handle:
        """A handle of an agent: the same one as long as somebody has it and it is open."""
        return self.exchange.handle(agent)

    async def shutdown(
        self,
        target: Target,
        *,
        blocking: bool = True,
        raise_error: bool = True,
        terminate: bool | None = None,
        timeout: float | None = None,
        kill_after: float | None = None,
    ) -> None:
        """Asks an agent to end, and ends its retries.

        Args:
            target: a handle, an agent's id, a registration, or a run.
            blocking: wait for the end.
            raise_error: raise what the agent failed with, also when it had failed before.
            terminate: whether to terminate the mailbox; None means as the run's configuration says.
            timeout: seconds to wait for the end; None means no limit. The agent ends all the same.
            kill_after: seconds after which its host is killed; None means as the run's configuration says.

        Raises:
            NotLaunchedHereError, WaitTimeoutError, RunError: as they say.
        """
        request = manager_pb2.ShutdownRequest(
            manager_id=self.manager_id,
            target=target_to_proto(target),
            terminate=terminate,
            kill_after=None if kill_after is None else duration_of(kill_after),
        )
        run = (await self._core.transport.unary(self._core.transport.manager.Shutdown, request)).run
        if blocking:
            await self.wait([Run.of(run)], timeout=timeout, raise_error=raise_error)

    async def close(self) -> None:
        """Closes it: nothing more is launched, every agent is asked to end and killed after the grace, and this client ends, too.

        Later calls do nothing.

        Raises:
            RunError: one agent failed, also where `wait` told of it before.
            ExceptionGroup: several did.
        """
        if self._open_core is None:
            return
        first = self._closing is None
        if self._closing is None:
            self._closing = asyncio.ensure_future(self._close(self._open_core))
        try:
            await asyncio.shield(self._closing)
        except Exception:
            if first:
                raise

    async def _open(self, opened: OpenUser) -> ManagerCore:
        transport = opened.transport
        manager_id = self._given_id
        if manager_id is None:
            self._request.request_id = str(uuid.uuid4())
            self._request.user.CopyFrom(opened.client.entity_id.to_proto())
            manager_id = (await transport.unary(transport.manager.CreateManager, self._request)).manager.manager_id
            if not math.isinf(self._lease_time):
                self._lease = Lease(transport, manager_id, self._lease_time)
        return ManagerCore(manager_id, opened.client, LocalHosts(transport, opened.connection))

    async def _close(self, core: ManagerCore) -> None:
        # Whatever fails on the way, the rest still happens; the lease is renewed until the agents have ended.
        core.closed = True
        errors: list[Exception] = []
        owned = self._given_id is None
        if owned:
            try:
                errors += run_errors((await self._until_closed(core)).failed)
            except LyceumError as error:
                errors.append(error)
        await core.hosts.close(_MARGIN if owned else 0.0)
        if self._lease is not None:
            self._lease.stop()
        try:
            await core.exchange.close()
        except LyceumError as error:
            errors.append(error)
        raise_all(errors, "agents of the manager failed")

    async def _until_closed(self, core: ManagerCore) -> ManagerInfo:
        # Its changes are followed from the close on, so that no end is missed.
        transport = core.transport
        request = manager_pb2.CloseManagerRequest(manager_id=core.manager_id)
        closing = ManagerInfo.of((await transport.unary(transport.manager.CloseManager, request)).manager)
        if closing.state == "closed":
            return closing
        async with contextlib.aclosing(watch_runs(transport, core.manager_id, closing.revision)) as events:
            async for event in events:
                if event.manager is not None and event.manager.state == "closed":
                    return event.manager
        got = await transport.unary(transport.manager.GetManager, manager_pb2.GetManagerRequest(manager_id=core.manager_id))
        return ManagerInfo.of(got.manager)
