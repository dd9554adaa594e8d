from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable
from typing import Any

import pytest
from served import Served, host_kind
from workshop import Workshop

from lyceum import (
    AlreadyExecutedError,
    AlreadyExistsError,
    Executor,
    HostLostError,
    Manager,
    ManagerClosedError,
    NoDefaultExecutorError,
    RetryPolicy,
    RunError,
    RunEvent,
    RuntimeConfig,
    WaitTimeoutError,
    run_host,
)
from lyceum.errors import ExecutorNotFoundError, InvalidStateError, KindNotFoundError, NotLaunchedHereError
from lyceum.manager.batch import LaunchBatch

LIMIT = 30.0


async def soon(call: Awaitable[Any]) -> Any:
    return await asyncio.wait_for(call, LIMIT)


@pytest.fixture
async def manager(served: Served) -> AsyncIterator[Manager]:
    async with Manager(served.options(), executors="command") as manager:
        yield manager


async def test_launches_a_kind_with_arguments_and_ends_it(manager: Manager) -> None:
    workshop = await manager.launch("workshop", args=[40], name="one")
    assert await soon(workshop.increment(2)) == 42
    assert await manager.running() == [workshop.agent_id]
    assert workshop.agent_id.name == "one"
    run = await manager.run(workshop)
    assert (run.state, run.kind, run.outcome) == ("running", "workshop", None)
    await manager.shutdown(workshop, timeout=LIMIT)
    ended = await manager.run(workshop)
    assert (ended.state, ended.outcome, len(ended.attempts)) == ("ended", "succeeded", 1)
    assert await manager.running() == []


async def test_launches_a_batch_whose_handles_are_arguments(manager: Manager) -> None:
    async with manager.launch_batch() as batch:
        first = batch.queue(Workshop, kwargs={"start": 1})
        second = batch.queue("workshop", kwargs={"start": 2})
        with pytest.raises(InvalidStateError):
            _ = first.agent_id
    assert await soon(second.call_increment(first, 1)) == 2
    assert [run.agent_id for run in await manager.runs()] == [first.agent_id, second.agent_id]


async def launch_and_break_off(batch: LaunchBatch) -> None:
    async with batch:
        batch.queue(Workshop)
        raise RuntimeError("on second thoughts")


async def test_a_batch_that_breaks_off_launches_nothing(manager: Manager) -> None:
    batch = manager.launch_batch()
    with pytest.raises(RuntimeError):
        await launch_and_break_off(batch)
    assert await manager.runs() == []
    with pytest.raises(InvalidStateError):
        batch.queue(Workshop)


async def test_a_bad_item_of_a_batch_keeps_no_other_from_its_launch(manager: Manager) -> None:
    batch = manager.launch_batch()
    good = batch.queue(Workshop)
    bad = batch.queue(Workshop, executor="nowhere")
    with pytest.raises(ExecutorNotFoundError):
        await batch.submit()
    assert await soon(good.increment()) == 1
    with pytest.raises(InvalidStateError):
        _ = bad.agent_id


async def test_refusals_have_their_own_classes(manager: Manager) -> None:
    with pytest.raises(KindNotFoundError):
        await manager.launch("no-such-kind")
    with pytest.raises(ExecutorNotFoundError):
        await manager.launch("workshop", executor="nowhere")
    with pytest.raises(ExecutorNotFoundError):
        await manager.set_default_executor("nowhere")
    await (await manager.add_executor("more", Executor("command", places=2))).set_default_executor(None)
    with pytest.raises(AlreadyExistsError):
        await manager.add_executor("more", Executor("command"))
    with pytest.raises(NoDefaultExecutorError):
        await manager.launch("workshop")
    with pytest.raises(NotLaunchedHereError):
        await manager.wait([manager.user_id], timeout=1)


async def test_a_registration_runs_once_and_again_where_that_is_said(manager: Manager) -> None:
    registration = await manager.register_agent(Workshop, name="kept")
    keep = RuntimeConfig(terminate_on_success=False)
    first = await manager.launch(Workshop(), registration=registration, config=keep)
    assert first.agent_id == registration.agent_id
    await manager.shutdown(first, timeout=LIMIT)
    with pytest.raises(AlreadyExecutedError):
        await manager.launch(Workshop(), registration=registration)
    again = await manager.launch(Workshop(5), registration=registration, relaunch=True)
    assert again is first
    assert await soon(again.increment()) == 6


async def test_waits_as_asyncio_does(manager: Manager) -> None:
    agents = [await manager.launch(Workshop) for _ in range(3)]
    with pytest.raises(WaitTimeoutError) as raised:
        await manager.wait(agents, timeout=0.1)
    assert {each.uid for each in raised.value.pending} == {each.agent_id.uid for each in agents}
    assert isinstance(raised.value, TimeoutError)
    await agents[0].shutdown()
    first = await manager.wait(agents, condition="first", timeout=LIMIT)
    assert ([run.agent_id for run in first.done], len(first.pending)) == ([agents[0].agent_id], 2)
    ends: list[str] = []
    async for run in manager.completions(agents, timeout=LIMIT):
        ends.append(run.agent_id.uid)
        if len(ends) < 3:
            await agents[len(ends)].shutdown()
    assert ends == [each.agent_id.uid for each in agents]
    assert (await manager.wait([])).done == []


async def test_watches_on_from_a_revision(manager: Manager) -> None:
    await manager.launch(Workshop)
    changes = manager.watch_runs(0)
    first = await anext(changes)
    later = manager.watch_runs(first.revision)
    assert (await anext(later)).revision == (await anext(changes)).revision > first.revision


async def test_an_observer_sees_the_end(served: Served) -> None:
    async with (
        Manager(served.options(), executors="external") as manager,
        Manager(served.options(), manager_id=manager.manager_id) as observer,
    ):
        seen: list[RunEvent] = []

        async def watch() -> None:
            seen.extend([event async for event in observer.watch_runs()])

        watching = asyncio.create_task(watch())
        workshop = await manager.launch(Workshop)
        await soon(workshop.increment())
        await manager.close()
        await soon(watching)
    assert seen[0].snapshot is not None
    states = [event.run.state for event in seen if event.run is not None]
    assert states[-1] == "ended"
    assert seen[-1].manager is not None
    assert seen[-1].manager.state == "closed"
    revisions = [event.revision for event in seen]
    assert revisions == sorted(set(revisions))


async def test_close_ends_all_and_launches_nothing_more(served: Served) -> None:
    manager = await Manager(served.options()).open()
    workshop = await manager.launch(Workshop)
    manager_id = manager.manager_id
    await soon(workshop.increment())
    await manager.close()
    await manager.close()
    with pytest.raises(ManagerClosedError):
        await manager.launch(Workshop)
    async with Manager(served.options(), manager_id=manager_id) as observer:
        assert (await observer.run(workshop.agent_id)).outcome == "succeeded"
        with pytest.raises(ManagerClosedError):
            await observer.launch("workshop", executor="inline")


async def test_close_gathers_failures(served: Served) -> None:
    manager = await Manager(served.options(), executors="command").open()
    agents = [await manager.launch("unruly", args=["startup"]) for _ in range(2)]
    await manager.wait(agents, timeout=LIMIT)
    with pytest.raises(ExceptionGroup) as raised:
        await manager.close()
    assert [type(each) for each in raised.value.exceptions] == [RunError, RunError]


async def test_a_failed_start_is_tried_again_as_the_policy_says(manager: Manager) -> None:
    unruly = await manager.launch("unruly", args=["startup"], retry=RetryPolicy(2, initial_backoff=0.01))
    done = (await manager.wait([unruly], timeout=LIMIT)).done
    assert [len(run.attempts) for run in done] == [3]
    assert {each.failure.type for each in done[0].attempts if each.failure is not None} == {"StartupError"}
    final = await manager.launch("unruly", args=["startup"], retry=RetryPolicy(2, non_retryable_types=["StartupError"]))
    assert [len(run.attempts) for run in (await manager.wait([final], timeout=LIMIT)).done] == [1]
    with pytest.raises(ExceptionGroup):
        await manager.close()


async def test_what_a_lost_host_had_begun_is_not_begun_again(manager: Manager) -> None:
    workshop = await manager.launch("workshop", retry=1)
    before = await soon(workshop.host_pid())
    stuck = asyncio.create_task(workshop.sleep(60))
    while "sleep" not in await workshop.began_so_far():
        pass
    os.kill(before, signal.SIGKILL)
    with pytest.raises(HostLostError):
        await soon(stuck)
    assert await soon(workshop.host_pid()) != before
    assert await workshop.began_so_far() == []


async def test_a_host_that_is_told_to_go_drains_and_is_made_again(manager: Manager) -> None:
    workshop = await manager.launch("workshop", retry=1)
    before = await soon(workshop.host_pid())
    draining = asyncio.create_task(workshop.sleep(0.5))
    while "sleep" not in await workshop.began_so_far():
        pass
    os.kill(before, signal.SIGTERM)
    assert await soon(draining) == "slept"
    assert await soon(workshop.host_pid()) != before
    # To the server, which goes on, that is a failed attempt.
    attempts = (await manager.run(workshop)).attempts
    assert [each.outcome for each in attempts] == ["failed", None]


async def test_another_process_claims_a_run_and_its_next_attempt(served: Served, manager: Manager) -> None:
    workshop, token = await manager.launch_external(Workshop, args=[5], retry=1)
    going = asyncio.Event()
    first = asyncio.create_task(run_host(Workshop, served.options(token=token), going=going))
    assert await soon(workshop.increment()) == 6
    going.set()
    ended = await soon(first)
    assert (ended.end.interrupted, ended.run_ended) == (True, False)
    second = asyncio.create_task(run_host(Workshop, served.options(token=token)))
    assert await soon(workshop.increment()) == 6
    await manager.shutdown(workshop, timeout=LIMIT)
    assert (await soon(second)).run_ended
    with pytest.raises(InvalidStateError) as raised:
        await run_host(Workshop, served.options(token=token))
    assert raised.value.reason == "RUN_ENDED"


async def test_hosts_live_through_a_restart_of_the_server() -> None:
    server = Served(store="sqlite", kinds={"workshop": host_kind("workshop:Workshop")})
    server.start("--on-stop", "leave")
    try:
        async with Manager(server.options(), executors="command") as manager:
            workshop = await manager.launch("workshop")
            assert await soon(workshop.increment()) == 1
            waiting = asyncio.create_task(manager.wait([workshop], timeout=LIMIT))
            await asyncio.to_thread(server.stop)
            call = asyncio.create_task(workshop.increment())
            await asyncio.to_thread(server.start, "--on-stop", "leave")
            assert await soon(call) == 2
            await manager.shutdown(workshop, timeout=LIMIT)
            assert [run.outcome for run in (await waiting).done] == ["succeeded"]
    finally:
        server.close()


async def test_a_server_that_drains_makes_its_agents_again() -> None:
    server = Served(store="sqlite", kinds={"workshop": host_kind("workshop:Workshop")})
    server.start()
    try:
        async with Manager(server.options(), executors="command") as manager:
            workshop = await manager.launch("workshop")
            assert await soon(workshop.increment()) == 1
            draining = asyncio.create_task(workshop.sleep(0.5))
            while "sleep" not in await workshop.began_so_far():
                pass
            await asyncio.to_thread(server.stop)
            await asyncio.to_thread(server.start)
            assert await soon(draining) == "slept"
            assert await soon(workshop.increment()) == 1
            run = await manager.run(workshop)
            assert [each.outcome for each in run.attempts] == ["interrupted", None]
    finally:
        server.close()
