"""The case `manage`."""

from __future__ import annotations

from scenario import assert_equal

from lyceum import Manager, ManagerClosedError, WaitTimeoutError


async def check_manager(kind: str) -> None:
    """Launches, waits, shuts down and closes."""
    async with Manager(executors=["command"], default_executor="command") as manager:
        first = await manager.launch(kind, name="first")
        async with manager.launch_batch() as batch:
            others = [batch.queue(kind), batch.queue(kind)]
        agents = [first, *others]
        for index, agent in enumerate(agents):
            assert_equal(await agent.call("echo", index), index)
        try:
            result = await manager.wait(agents, timeout=0.2)
        except WaitTimeoutError as early:
            assert_equal(len(early.pending), 3)
        else:
            raise AssertionError(f"a wait for agents that run came to {result}")
        for agent in agents:
            await manager.shutdown(agent)
        outcomes = [run.outcome async for run in manager.completions(agents)]
        assert_equal(outcomes, ["succeeded"] * 3)
        assert_equal(len((await manager.wait(agents, timeout=30)).done), 3)
        last = await manager.launch(kind)
        await last.call("echo", "up")
        await manager.close()
        async with Manager(manager_id=manager.manager_id) as observer:
            assert_equal(len((await observer.wait([last.agent_id], timeout=30)).done), 1)
            try:
                await observer.launch(kind)
            except ManagerClosedError:
                return
            raise AssertionError("a closed manager launched an agent")
