from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from fake_connect import LIMIT, FakeConnect

from lyceum import Agent, EntityId, RuntimeConfig, action, context
from lyceum.agent.runtime import AgentRuntime
from lyceum.exchange import ExchangeClient
from lyceum.host.attempt import AgentSeat, open_agent
from lyceum.messenger import NOBODY, Messenger
from lyceum.session import Connection, EntityToken, SessionOptions
from lyceum.v1 import message_pb2
from lyceum.v1.message_pb2 import Delivery, Envelope

USER = EntityId("u1", "user")
AGENT = EntityId("a1", "agent")


class Worker(Agent):
    """Notes what began."""

    def __init__(self) -> None:
        self.began: list[str] = []
        self.go = asyncio.Event()

    @action
    async def work(self) -> int:
        self.began.append(str(context().action))
        return len(self.began)

    @action
    async def wait(self) -> None:
        self.began.append("wait")
        await self.go.wait()

    @action(redeliverable=True)
    async def look(self) -> int:
        return len(self.began)


@dataclass
class Caller:
    messenger: Messenger
    connection: Connection


@dataclass
class Hosted:
    agent: Worker
    connection: Connection
    exchange: ExchangeClient
    life: asyncio.Task[object]


@pytest.fixture
async def fake() -> AsyncIterator[FakeConnect]:
    fake = FakeConnect()
    yield fake
    await fake.close()


@pytest.fixture
async def caller(fake: FakeConnect) -> AsyncIterator[Caller]:
    async with Connection(fake) as connection:
        yield Caller(Messenger(USER, "fake", connection, SessionOptions(EntityToken("t"))), connection)


@asynccontextmanager
async def hosted(fake: FakeConnect, max_concurrent: int | None = None) -> AsyncIterator[Hosted]:
    async with Connection(fake) as connection:

        async def renew() -> EntityToken:
            return EntityToken("t")

        agent = Worker()
        exchange = open_agent(connection, AgentSeat(AGENT, EntityToken("t"), renew, max_concurrent))
        config = RuntimeConfig(max_concurrent_actions=max_concurrent)
        runtime = AgentRuntime(agent, exchange, config, 1, logging.LoggerAdapter(logging.getLogger(), {}))
        life = asyncio.ensure_future(runtime.run())
        try:
            yield Hosted(agent, connection, exchange, life)
        finally:
            life.cancel()


def request(sequence: int, action: str = "work", *, begun: bool = False, event: bool = False) -> Delivery:
    kind = message_pb2.MESSAGE_KIND_EVENT if event else message_pb2.MESSAGE_KIND_ACTION
    envelope = Envelope(id=f"r{sequence}", kind=kind, src=USER.to_proto(), dest=AGENT.to_proto(), action=action)
    return Delivery(sequence=sequence, attempt=1, envelope=envelope, begun=begun)


def answer(id: str, sequence: int) -> Delivery:
    envelope = Envelope(id=id, kind=message_pb2.MESSAGE_KIND_RESPONSE, src=AGENT.to_proto(), status=message_pb2.ANSWER_STATUS_OK)
    return Delivery(sequence=sequence, attempt=1, envelope=envelope)


def ask(caller: Caller) -> str:
    return caller.messenger.request(Envelope(kind=message_pb2.MESSAGE_KIND_ACTION, dest=AGENT.to_proto(), action="work"), NOBODY)


async def test_callers_are_patient_and_who_sends_an_event_is_not(fake: FakeConnect, caller: Caller) -> None:
    call = await fake.granted()
    ask(caller)
    await fake.until(lambda call: len(call.sends) == 1)
    event = Envelope(kind=message_pb2.MESSAGE_KIND_EVENT, dest=AGENT.to_proto(), action="work")
    posting = asyncio.ensure_future(caller.messenger.post(event))
    await fake.until(lambda call: len(call.sends) == 2)
    assert [update.patient for update in call.updates] == [True, False]
    call.confirm()
    await asyncio.wait_for(posting, LIMIT)


async def test_who_waits_for_a_request_to_be_taken_is_not_patient(fake: FakeConnect, caller: Caller) -> None:
    call = await fake.granted()
    envelope = Envelope(kind=message_pb2.MESSAGE_KIND_ACTION, dest=AGENT.to_proto(), action="work")
    sending = asyncio.ensure_future(caller.messenger.session.send(envelope))
    await fake.until(lambda call: len(call.sends) == 1)
    assert [update.patient for update in call.updates] == [False]
    call.confirm()
    await asyncio.wait_for(sending, LIMIT)


async def test_an_acknowledgement_of_an_answer_goes_with_the_next_frame(fake: FakeConnect, caller: Caller) -> None:
    call = await fake.granted()
    first = ask(caller)
    await fake.until(lambda call: len(call.sends) == 1)
    frames = len(call.frames)
    call.deliver(answer(first, 1))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    ask(caller)
    await fake.until(lambda call: len(call.sends) == 2)
    assert call.settles == ["acknowledge 1"]
    assert len(call.frames) == frames + 1
    assert call.updates[-1].patient


async def test_an_acknowledgement_of_an_answer_goes_alone_after_a_while(fake: FakeConnect, caller: Caller) -> None:
    call = await fake.granted()
    first = ask(caller)
    await fake.until(lambda call: len(call.sends) == 1)
    since = asyncio.get_running_loop().time()
    call.deliver(answer(first, 1))
    await fake.until(lambda call: call.settles == ["acknowledge 1"])
    assert asyncio.get_running_loop().time() - since >= 0.015


async def test_who_closes_asks_what_was_taken(fake: FakeConnect, caller: Caller) -> None:
    call = await fake.granted()
    ask(caller)
    await fake.until(lambda call: len(call.sends) == 1)
    closing = asyncio.ensure_future(caller.messenger.close(LIMIT))
    await fake.until(lambda call: len(call.updates) == 2)
    assert (len(call.updates[1].items), [update.patient for update in call.updates]) == (0, [True, False])
    assert not any(frame.detaches for frame in call.frames)
    call.confirm()
    await asyncio.wait_for(closing, LIMIT)


async def test_a_host_says_once_it_serves_what_may_run_twice(fake: FakeConnect) -> None:
    async with hosted(fake):
        call = await fake.granted()
        await fake.until(lambda call: any(update.HasField("hosting") for update in call.updates))
        assert call.frames[0].attaches[0].credits == 0
        told = next(update for update in call.updates if update.HasField("hosting"))
        assert (list(told.hosting.redeliverable), told.credits) == (["lyceum.describe", "look"], 256)
        # Each attach anew, less what it holds and has not begun.
        call.deliver(request(1, "wait", begun=True))
        call.cancel()
        await fake.until(lambda again: again is not call and again.frames)
        assert fake.call.frames[0].attaches[0].credits == 0
        fake.call.grant(resumed=True)
        await fake.until(lambda call: any(update.HasField("hosting") for update in call.updates))
        assert next(update for update in fake.call.updates if update.HasField("hosting")).credits == 256


async def test_a_host_with_a_limit_says_nothing_of_the_kind(fake: FakeConnect) -> None:
    async with hosted(fake, max_concurrent=2):
        call = await fake.granted()
        assert call.frames[0].attaches[0].credits == 2
        call.deliver(request(1))
        await fake.until(lambda call: call.settles == ["acknowledge 1"])
        assert not any(update.HasField("hosting") for update in call.updates)
        assert not call.updates[-1].patient


async def test_what_counts_as_begun_starts_unacknowledged(fake: FakeConnect) -> None:
    async with hosted(fake) as host:
        call = await fake.granted()
        call.deliver(request(1, begun=True), request(2, "look"))
        await fake.until(lambda call: len(call.settles) == 2)
        assert call.settles == ["respond 1", "respond 2"]
        assert host.agent.began == ["work"]
        assert all(update.patient for update in call.updates)


async def test_what_came_after_an_event_begins_no_earlier(fake: FakeConnect) -> None:
    async with hosted(fake) as host:
        call = await fake.granted()
        call.deliver(request(1, "wait", event=True), request(2, begun=True), request(3, "look"))
        await fake.until(lambda call: {"acknowledge 1", "respond 3"} <= set(call.settles))
        assert host.agent.began == []
        call.confirm()
        await fake.until(lambda call: "respond 2" in call.settles)
        assert host.agent.began == ["wait", "work"]


async def test_what_came_after_an_event_begins_once_that_was_given_up(fake: FakeConnect) -> None:
    async with hosted(fake) as host:
        call = await fake.granted()
        call.deliver(request(1, "wait", event=True), request(2, begun=True))
        await fake.until(lambda call: call.settles == ["acknowledge 1"])
        # It comes again, so that the earlier delivery is void.
        again = request(1, "wait", event=True)
        again.attempt = 2
        call.deliver(again)
        await fake.until(lambda call: "respond 2" in call.settles)
        assert host.agent.began == ["work"]


async def test_a_detach_names_what_began_and_waits_until_it_is_heard(fake: FakeConnect) -> None:
    async with hosted(fake) as host:
        call = await fake.granted()
        call.deliver(request(1, "wait", begun=True), request(2, event=True), request(3, begun=True), request(4, "look"))
        await fake.until(lambda call: "respond 4" in call.settles)
        # What is answered is named until the exchange has the answer; what never began is not.
        closing = asyncio.ensure_future(host.exchange.messenger.close(0.2))
        await fake.until(lambda call: any(frame.detaches for frame in call.frames))
        assert [list(frame.detaches[0].begun) for frame in call.frames if frame.detaches] == [[1]]
        await asyncio.wait_for(closing, LIMIT)
        assert host.agent.began == ["wait"]


@pytest.mark.parametrize("how", ["end", "cancel"])
async def test_an_agents_end_waits_until_its_detach_is_heard(fake: FakeConnect, how: str) -> None:
    async with hosted(fake) as host:
        call = await fake.granted()
        await fake.until(lambda call: call.updates)
        closing = asyncio.ensure_future(host.exchange.messenger.close(LIMIT))
        await fake.until(lambda call: any(frame.detaches for frame in call.frames))
        await asyncio.wait((closing,), timeout=0.05)
        assert not closing.done()
        getattr(call, how)()
        await asyncio.wait_for(closing, LIMIT / 2)
