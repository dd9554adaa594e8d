"""Reading a manager's runs."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Iterable

from lyceum.entity import EntityId
from lyceum.errors import InvalidStateError
from lyceum.exchange import ExchangeClient
from lyceum.manager.core import ManagerCore
from lyceum.manager.run import Run, raise_all, run_errors
from lyceum.manager.wait import Target, Wait, WaitCondition, WaitResult, target_to_proto
from lyceum.manager.watch import RunEvent, watch_runs
from lyceum.v1 import manager_pb2

_PAGE = 1_000


class RunReader:
    """The part of a manager that changes nothing: what runs, how it ended, and waiting for that."""

    def __init__(self) -> None:
        self._open_core: ManagerCore | None = None

    @property
    def manager_id(self) -> str:
        """Its id at the server; empty for the server's own."""
        return self._core.manager_id

    @property
    def user_id(self) -> EntityId:
        """Its user, in whose name it calls."""
        return self.exchange.entity_id

    @property
    def exchange(self) -> ExchangeClient:
        """The exchange, in the name of its user."""
        return self._core.exchange

    async def running(self) -> list[EntityId]:
        """Agents whose runs have not ended: queued, retrying and stopping ones included."""
        return [run.agent_id for run in await self.runs(running=True)]

    async def runs(self, *, running: bool = False) -> list[Run]:
        """Its runs, oldest first; all, or those that have not ended."""
        transport = self._core.transport
        runs: list[Run] = []
        token = ""
        while True:
            request = manager_pb2.ListRunsRequest(manager_id=self.manager_id, running=running, page_size=_PAGE, page_token=token)
            page = await transport.unary(transport.manager.ListRuns, request)
            runs += [Run.of(each) for each in page.runs]
            token = page.next_page_token
            if not token:
                return runs

    async def run(self, target: Target) -> Run:
        """A run, or the latest of an agent.

        Raises:
            NotFoundError: there is none.
        """
        request = manager_pb2.GetRunRequest(manager_id=self.manager_id, target=target_to_proto(target))
        return Run.of((await self._core.transport.unary(self._core.transport.manager.GetRun, request)).run)

    async def wait(
        self,
        targets: Iterable[Target],
        *,
        condition: WaitCondition = "all",
        timeout: float | None = None,
        raise_error: bool = False,
    ) -> WaitResult:
        """Waits for runs to end, over cut connections and restarts of the server.

        Args:
            targets: handles, agents' ids, registrations, or runs.
            condition: when it is over: `all`, `first`, `first_failure`.
            timeout: seconds; None means no limit.
            raise_error: raise what the agents that ended failed with.

        Raises:
            NotLaunchedHereError: before waiting.
            WaitTimeoutError: the time ran out before the condition was met; it names what is pending.
            RunError: with `raise_error`, one agent failed.
            ExceptionGroup: with `raise_error`, several did.
        """
        wait = self._wait(targets, condition, timeout)
        async for _ in wait.completions():
            pass
        if raise_error:
            raise_all(run_errors(wait.result.done), "agents that were waited for failed")
        return wait.result

    async def completions(
        self, targets: Iterable[Target], *, condition: WaitCondition = "all", timeout: float | None = None
    ) -> AsyncGenerator[Run, None]:
        """The runs as they end, those that have ended first; until all have, or the condition is met.

        Raises:
            NotLaunchedHereError, WaitTimeoutError: as `wait`.
        """
        async with contextlib.aclosing(self._wait(targets, condition, timeout).completions()) as runs:
            async for run in runs:
                yield run

    def watch_runs(self, after_revision: int | None = None) -> AsyncGenerator[RunEvent, None]:
        """Every change of the manager and its runs, without gaps or repeats, until it is closed.

        Args:
            after_revision: changes after this one; None means a snapshot first.
        """
        return watch_runs(self._core.transport, self.manager_id, after_revision)

    @property
    def _core(self) -> ManagerCore:
        if self._open_core is None:
            raise InvalidStateError("the manager is not open: use it in `async with`, or await its open()")
        return self._open_core

    def _wait(self, targets: Iterable[Target], condition: WaitCondition, timeout: float | None) -> Wait:
        return Wait(self._core.transport, self.manager_id, targets, condition, timeout)
