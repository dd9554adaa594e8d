from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable
from typing import Any

import pytest
from relay import Relay
from served import Served
from workshop import Unruly, Workshop

from lyceum import (
    ActionNotFoundError,
    Agent,
    AgentError,
    ExpiredError,
    Handle,
    InvalidArgumentsError,
    MailboxTerminatedError,
    Manager,
    Payload,
    RunError,
    RuntimeConfig,
    SerializationError,
    action,
    connect,
    run_agent,
)
from lyceum.errors import InvalidStateError, UnavailableError
from lyceum.v1.entity_pb2 import EntityId as ProtoEntityId

LIMIT = 20.0


async def soon(call: Awaitable[Any]) -> Any:
    return await asyncio.wait_for(call, LIMIT)


@pytest.fixture
async def manager(served: Served) -> AsyncIterator[Manager]:
    async with Manager(served.options()) as manager:
        yield manager


@pytest.fixture
async def workshop(manager: Manager) -> Handle:
    return await manager.launch(Workshop, name="workshop")


async def test_calls_by_position_by_name_and_by_default(workshop: Handle) -> None:
    assert await workshop.increment(2) == 2
    assert await workshop.increment(by=3) == 5
    assert await workshop.increment() == 6
    assert await workshop.call("increment", 4, timeout=10) == 10


async def test_values_travel_whole(workshop: Handle) -> None:
    values: list[Any] = [None, True, 0, -(2**70), 0.1, "", "é🚀\0", [], {}, {"a": [1, {"b": None}]}, b"\x00\xff", b""]
    for value in values:
        assert await workshop.echo(value) == value
    payload = Payload.message(ProtoEntityId(uid="x"))
    echoed = await workshop.echo(payload)
    assert echoed.read(ProtoEntityId).uid == "x"


@pytest.mark.parametrize("value", [math.nan, -math.inf, "\ud800", {"\udfff": 1}, object(), {1, 2}, [b"bytes within"]])
async def test_what_cannot_travel_is_refused_here(workshop: Handle, value: object) -> None:
    with pytest.raises(SerializationError) as raised:
        await workshop.echo(value)
    assert raised.value.reason == "INVALID_ARGUMENTS"


async def test_a_cycle_is_refused_here(workshop: Handle) -> None:
    cycle: list[Any] = []
    cycle.append(cycle)
    with pytest.raises(SerializationError):
        await workshop.echo(cycle)


async def test_arguments_that_do_not_fit_and_actions_that_are_not_there(workshop: Handle) -> None:
    with pytest.raises(InvalidArgumentsError):
        await workshop.increment(1, 2)
    with pytest.raises(InvalidArgumentsError):
        await workshop.increment(to=1)
    with pytest.raises(ActionNotFoundError):
        await workshop.secret()
    with pytest.raises(ActionNotFoundError):
        await workshop.call("_lyceum_link")
    with pytest.raises(InvalidArgumentsError):
        await workshop.call_increment({"uid": ""}, 1)


async def test_a_failure_comes_with_type_stack_and_cause(workshop: Handle) -> None:
    with pytest.raises(AgentError, match="as asked") as raised:
        await workshop.fail("as asked")
    error = raised.value
    assert (error.type, error.language) == ("ValueError", "python")
    assert "raise ValueError(message)" in error.remote_stack
    assert isinstance(error.__cause__, AgentError)
    assert error.__cause__.type == "KeyError"


async def test_not_even_system_exit_ends_the_host(workshop: Handle) -> None:
    with pytest.raises(AgentError) as raised:
        await workshop.leave()
    assert raised.value.type == "SystemExit"
    with pytest.raises(AgentError):
        await workshop.bad_result()
    assert await workshop.echo(1) == 1


async def test_functions_run_in_threads_side_by_side(workshop: Handle) -> None:
    names = await soon(asyncio.gather(*(workshop.blocking(0.2) for _ in range(8))))
    assert len(set(names)) == 8


async def test_streams_parts_and_then_the_result(workshop: Handle) -> None:
    for name in ("count_to", "count_in_thread"):
        call = workshop.call(name, 300)
        assert [part async for part in call] == list(range(300))
        assert await call == 300
        assert await workshop.call(name, 300) == 300
        assert [part async for part in workshop.call(name, 0)] == []


async def test_a_stream_that_breaks_off_tells_after_its_parts(workshop: Handle) -> None:
    parts = aiter(workshop.count_and_fail(3))
    assert [await anext(parts) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(AgentError, match="broke off"):
        await anext(parts)


async def test_leaving_a_stream_cancels_it(workshop: Handle) -> None:
    stream = aiter(workshop.count_for_ever())
    assert [await anext(stream) for _ in range(500)] == list(range(500))
    await stream.aclose()
    assert await soon(workshop.was_cancelled())


async def test_a_stream_waits_for_its_reader(workshop: Handle) -> None:
    stream = aiter(workshop.count_for_ever())
    await anext(stream)
    # The agent stops at 64 parts that were not read, and lives on.
    assert await workshop.echo("meanwhile") == "meanwhile"
    assert [await anext(stream) for _ in range(200)] == list(range(1, 201))
    await stream.aclose()


async def test_cancelling_who_awaits_cancels_the_action(workshop: Handle) -> None:
    call = asyncio.create_task(workshop.sleep(60))
    await workshop.echo(0)
    while "sleep" not in await began(workshop):
        pass
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert await soon(workshop.was_cancelled())


async def began(workshop: Handle) -> list[str]:
    return list(await workshop.call("began_so_far"))


async def test_a_thread_is_told_that_it_is_not_wanted(manager: Manager) -> None:
    agent = Workshop()
    workshop = await manager.launch(agent)
    with pytest.raises(ExpiredError) as raised:
        await workshop.options(timeout=0.2).until_cancelled()
    assert isinstance(raised.value, TimeoutError)
    assert agent.began == ["until_cancelled"]


async def test_context_tells_who_asks(workshop: Handle, manager: Manager) -> None:
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    about = await workshop.options(timeout=10, traceparent=trace).about()
    assert about["agent"]["uid"] == workshop.agent_id.uid
    assert about["caller"]["uid"] == manager.user_id.uid
    assert (about["action"], about["attempt"], about["run_attempt"], about["has_deadline"]) == ("about", 1, 1, True)
    assert about["traceparent"] == trace


async def test_agents_call_agents_in_their_own_name(manager: Manager) -> None:
    one, other = await manager.launch(Workshop), await manager.launch(Workshop, args=[10])
    assert await one.call_increment(other, 5) == 15
    assert await one.call_from_thread([other, one]) == [16, 1]
    assert (await other.stats()).incoming == 2
    assert (await manager.exchange.stats(one.agent_id)).outgoing == 3


async def test_loops_timers_and_events_run(workshop: Handle) -> None:
    await workshop.ring_bell()
    told = await workshop.told()
    while not (told["ticks"] > 1 and told["rings"] == 1 and told["looped"]):
        told = await workshop.told()


async def test_describes_itself(workshop: Handle) -> None:
    told = await workshop.describe()
    assert told.lineage == ["Workshop", "lyceum.Agent"]
    assert told.doc == "Does what it is asked."
    actions = {each.name: each for each in told.actions}
    assert "secret" not in actions
    increment = actions["increment"]
    assert increment.doc == "Adds to the count; tells the new one."
    assert increment.arguments_schema == {
        "type": "object",
        "properties": {"by": {"type": "integer"}},
        "required": [],
        "additionalProperties": False,
    }
    assert increment.result_schema == {"type": "integer"}
    assert actions["echo"].redeliverable
    assert actions["count_to"].streaming
    parts = actions["assemble"].arguments_schema["properties"]["parts"]["items"]
    assert parts["properties"] == {"name": {"type": "string"}, "count": {"type": "integer"}}
    assert parts["required"] == ["name"]
    assert told.loops == ["on_ring", "run_along", "tick"]


async def test_pings_notifies_and_is_discovered(workshop: Handle, manager: Manager) -> None:
    assert 0 < await workshop.ping(timeout=10) < LIMIT
    await workshop.notify("increment", 5)
    while await workshop.increment(0) != 5:
        pass
    assert workshop.agent_id in await manager.exchange.discover(Workshop)
    assert workshop.agent_id in await manager.exchange.discover("lyceum.Agent")
    assert workshop.agent_id not in await manager.exchange.discover(Agent, subclasses=False)


async def test_an_action_may_end_its_agent(workshop: Handle, manager: Manager) -> None:
    assert await workshop.end() == "ended"
    result = await manager.wait([workshop], timeout=LIMIT)
    assert [run.outcome for run in result.done] == ["succeeded"]
    with pytest.raises(MailboxTerminatedError):
        await workshop.increment()


async def test_a_limit_of_actions_at_once_is_kept(manager: Manager) -> None:
    workshop = await manager.launch(Workshop, config=RuntimeConfig(max_concurrent_actions=1))
    calls = [asyncio.create_task(workshop.sleep(0.05)) for _ in range(5)]
    assert await soon(asyncio.gather(*calls)) == ["slept"] * 5
    stuck = asyncio.create_task(workshop.sleep(60))
    behind = asyncio.create_task(workshop.echo("behind"))
    await workshop.ping(timeout=10)
    stuck.cancel()
    assert await soon(behind) == "behind"


@pytest.mark.parametrize(
    ("where", "kind"),
    [("constructor", "ConstructorError"), ("startup", "StartupError"), ("loop", "LoopError"), ("shutdown", "ShutdownError")],
)
async def test_whatever_fails_in_a_life_fails_the_run(served: Served, where: str, kind: str) -> None:
    async with Manager(served.options()) as manager:
        unruly = await manager.launch(Unruly, args=[where])
        if where == "shutdown":
            await manager.shutdown(unruly, blocking=False)
        with pytest.raises(RunError) as raised:
            await manager.wait([unruly], timeout=LIMIT, raise_error=True)
        assert raised.value.type == kind
        assert isinstance(raised.value.__cause__, AgentError)
        with pytest.raises(RunError):
            await manager.close()


async def test_an_agent_that_no_manager_launches(served: Served) -> None:
    started: asyncio.Future[Handle] = asyncio.get_running_loop().create_future()
    going = asyncio.Event()
    standing = asyncio.create_task(run_agent(Workshop(), served.options(), uid="standing", going=going, on_started=started.set_result))
    handle = await soon(started)
    async with connect(served.options()) as exchange:
        same = exchange.handle(handle.agent_id)
        assert same.agent_id.uid == "standing"
        assert await same.increment(2) == 2
        going.set()
        assert await soon(standing) is None
        # Its mailbox waits for the next host.
        waiting = asyncio.create_task(same.increment(1))
        again = asyncio.create_task(run_agent(Workshop(), served.options(), uid="standing"))
        assert await soon(waiting) == 1
        await same.shutdown(terminate=True)
        assert await soon(again) is None
        assert await exchange.status(same.agent_id) == "terminated"


async def test_calls_outlive_cut_connections(served: Served) -> None:
    class Slow(Agent):
        def __init__(self) -> None:
            self.calls = 0

        @action
        async def once(self, seconds: float) -> int:
            self.calls += 1
            await asyncio.sleep(seconds)
            return self.calls

    async with Relay(served.url) as relay, Manager(served.options(url=relay.url)) as manager:
        slow = await manager.launch(Slow)
        assert await slow.once(0) == 1
        calls = [asyncio.create_task(slow.once(0.3)) for _ in range(20)]
        for _ in range(3):
            await asyncio.wait(calls, timeout=0.05)
            relay.cut()
        assert await soon(asyncio.gather(*calls)) == [21] * 20
        watching = asyncio.create_task(manager.wait([slow], timeout=LIMIT))
        await asyncio.sleep(0)
        relay.cut()
        await manager.shutdown(slow)
        assert len((await watching).done) == 1


async def test_calls_fail_while_the_server_is_away_for_long_and_work_again(served: Served) -> None:
    async with Manager(served.options()) as manager, Relay(served.url) as relay:
        workshop = await manager.launch(Workshop)
        async with connect(served.options(url=relay.url, unreachable=0.3, timeout=2.0)) as exchange:
            handle = exchange.handle(workshop.agent_id)
            assert await handle.echo(1) == 1
            relay.refusing = True
            relay.cut()
            with pytest.raises(UnavailableError):
                await soon(handle.echo(2))
            with pytest.raises(UnavailableError):
                await soon(handle.notify("echo", 3))
            relay.refusing = False
            while True:
                try:
                    assert await handle.echo(4) == 4
                    break
                except UnavailableError:
                    await asyncio.sleep(0)


async def test_what_is_not_running_yet_says_so() -> None:
    with pytest.raises(InvalidStateError):
        _ = Workshop().agent_id
    with pytest.raises(InvalidStateError):
        await Manager().running()


async def test_a_handle_that_is_closed_makes_no_calls(workshop: Handle) -> None:
    workshop.close()
    with pytest.raises(Exception, match="is closed"):
        await workshop.echo(1)
