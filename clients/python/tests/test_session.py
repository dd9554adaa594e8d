from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from relay import Relay
from served import Served

from lyceum.errors import (
    ClosedError,
    InvalidRequestError,
    LyceumError,
    MailboxNotFoundError,
    MailboxTerminatedError,
    MessageTooLargeError,
    SupersededError,
    UnauthenticatedError,
    UnavailableError,
)
from lyceum.session import Connection, EntityToken, Held, Inbox, Session, SessionOptions
from lyceum.transport import Transport
from lyceum.v1 import message_pb2
from lyceum.v1.entity_pb2 import EntityId, Registration
from lyceum.v1.exchange_pb2 import (
    AgentRegistration,
    RegisterAgentsRequest,
    RegisterUserRequest,
    TerminateRequest,
)
from lyceum.v1.message_pb2 import Envelope

LIMIT = 20.0


@dataclass
class Party:
    """An entity with its session."""

    id: EntityId
    session: Session
    inbox: Inbox

    async def receive(self) -> Held:
        return await asyncio.wait_for(self.inbox.receive(self.session), LIMIT)


async def register_agent(transport: Transport) -> Registration:
    request = RegisterAgentsRequest(agents=[AgentRegistration(lineage=["Test"])])
    return (await transport.unary(transport.exchange.RegisterAgents, request)).registrations[0]


async def register_user(transport: Transport) -> Registration:
    return (await transport.unary(transport.exchange.RegisterUser, RegisterUserRequest())).registration


def join(connection: Connection, registration: Registration, window: int = 256) -> Party:
    inbox = Inbox()
    session = connection.open(inbox, SessionOptions(EntityToken.of(registration), window=window))
    return Party(registration.entity, session, inbox)


async def until_over(party: Party) -> None:
    while True:
        await party.receive()


def action(dest: EntityId, body: bytes = b"") -> Envelope:
    return Envelope(id=uuid.uuid4().hex, kind=message_pb2.MESSAGE_KIND_ACTION, dest=dest, action="do", body=body)


def event(dest: EntityId) -> Envelope:
    return Envelope(id=uuid.uuid4().hex, kind=message_pb2.MESSAGE_KIND_EVENT, dest=dest, action="do")


def ok(body: bytes) -> Envelope:
    return Envelope(status=message_pb2.ANSWER_STATUS_OK, body=body)


@dataclass
class Pair:
    agent: Party
    user: Party


@pytest.fixture
async def pair(transport: Transport) -> AsyncIterator[Pair]:
    async with Connection(transport) as connection:
        yield Pair(join(connection, await register_agent(transport)), join(connection, await register_user(transport)))


async def test_carries_a_request_and_its_answer(pair: Pair) -> None:
    request = action(pair.agent.id, b"[1]")
    await pair.user.session.send(request)
    held = await pair.agent.receive()
    assert (held.envelope.id, held.envelope.body, held.attempt) == (request.id, b"[1]", 1)
    pair.agent.session.respond(held, ok(b"2"))
    answer = await pair.user.receive()
    assert (answer.envelope.id, answer.envelope.body) == (request.id, b"2")
    pair.user.session.drop(answer)
    await pair.user.session.flushed()
    await pair.agent.session.flushed()
    assert not pair.user.session.holds(answer)


async def test_keeps_the_order_of_many(pair: Pair) -> None:
    for n in range(1_000):
        pair.user.session.post(action(pair.agent.id, str(n).encode()))
    bodies = []
    for _ in range(1_000):
        held = await pair.agent.receive()
        bodies.append(int(held.envelope.body))
        pair.agent.session.respond(held, ok(held.envelope.body))
    assert bodies == list(range(1_000))
    answers = [await pair.user.receive() for _ in range(1_000)]
    assert [int(answer.envelope.body) for answer in answers] == list(range(1_000))


async def test_tells_an_item_that_was_refused_and_goes_on(pair: Pair) -> None:
    unknown = EntityId(uid="nobody", role=pair.agent.id.role)
    with pytest.raises(MailboxNotFoundError) as raised:
        await pair.user.session.send(action(unknown))
    assert raised.value.reason == "MAILBOX_NOT_FOUND"
    stolen = action(pair.agent.id)
    stolen.src.CopyFrom(pair.agent.id)
    with pytest.raises(InvalidRequestError):
        await pair.user.session.send(stolen)
    await pair.user.session.send(action(pair.agent.id))


async def test_refuses_what_is_too_large_here_and_there(pair: Pair) -> None:
    with pytest.raises(MessageTooLargeError) as there:
        await pair.user.session.send(action(pair.agent.id, b"x" * 1_100_000))
    assert (there.value.size, there.value.limit) == (1_100_000, 1_048_576)
    with pytest.raises(MessageTooLargeError):
        await pair.user.session.send(action(pair.agent.id, b"x" * 5_000_000))
    await pair.user.session.send(action(pair.agent.id, b"x" * 1_048_576))


async def test_answers_are_refused_here_when_no_frame_can_hold_them(pair: Pair) -> None:
    await pair.user.session.send(action(pair.agent.id))
    held = await pair.agent.receive()
    with pytest.raises(MessageTooLargeError):
        pair.agent.session.respond(held, ok(b"x" * 5_000_000))
    assert pair.agent.session.holds(held)


async def test_confirms_an_acknowledgement(pair: Pair) -> None:
    await pair.user.session.send(action(pair.agent.id))
    held = await pair.agent.receive()
    assert await pair.agent.session.acknowledged(held)
    assert pair.agent.session.holds(held)
    pair.agent.session.respond(held, ok(b"1"))
    assert not await pair.agent.session.acknowledged(held)
    assert (await pair.user.receive()).envelope.body == b"1"


async def test_an_answer_in_the_same_turn_takes_the_place_of_an_acknowledgement(pair: Pair) -> None:
    await pair.user.session.send(action(pair.agent.id))
    held = await pair.agent.receive()
    told: list[bool] = []
    pair.agent.session.acknowledge(held, told.append)
    pair.agent.session.respond(held, ok(b"1"))
    assert told == [False]
    assert (await pair.user.receive()).envelope.body == b"1"


async def test_a_released_delivery_comes_again_without_counting(pair: Pair) -> None:
    request = action(pair.agent.id)
    await pair.user.session.send(request)
    pair.agent.session.release(await pair.agent.receive())
    again = await pair.agent.receive()
    assert (again.envelope.id, again.attempt) == (request.id, 1)


async def test_no_more_requests_come_than_there_are_credits(transport: Transport) -> None:
    async with Connection(transport) as connection:
        agent = join(connection, await register_agent(transport), window=2)
        user = join(connection, await register_user(transport))
        for _ in range(5):
            await user.session.send(action(agent.id))
        seen = [await agent.receive() for _ in range(5)]
        assert len({held.envelope.id for held in seen}) == 5
        assert len(seen) == 5


async def test_cancelling_a_reader_loses_nothing(pair: Pair) -> None:
    cancelled, other = (asyncio.ensure_future(pair.agent.inbox.receive(pair.agent.session)) for _ in range(2))
    await asyncio.sleep(0)
    deliver = pair.agent.inbox.delivered

    def deliver_and_cancel(held: Held) -> None:
        deliver(held)
        cancelled.cancel()

    pair.agent.inbox.delivered = deliver_and_cancel  # type: ignore[method-assign]
    request = action(pair.agent.id)
    await pair.user.session.send(request)
    assert (await asyncio.wait_for(other, LIMIT)).envelope.id == request.id
    assert cancelled.cancelled()


async def test_a_terminated_mailbox_ends_its_session(pair: Pair, transport: Transport) -> None:
    await pair.user.session.send(action(pair.agent.id))
    held = await pair.agent.receive()
    waiting = asyncio.ensure_future(pair.agent.receive())
    await transport.unary(transport.exchange.Terminate, TerminateRequest(entity=pair.agent.id))
    with pytest.raises(MailboxTerminatedError):
        await waiting
    with pytest.raises(MailboxTerminatedError):
        await pair.agent.session.send(action(pair.user.id))
    assert not pair.agent.session.holds(held)
    assert (await pair.user.receive()).envelope.status == message_pb2.ANSWER_STATUS_MAILBOX_TERMINATED
    with pytest.raises(MailboxTerminatedError) as raised:
        await pair.user.session.send(action(pair.agent.id))
    assert raised.value.uid == pair.agent.id.uid


async def test_a_later_session_supersedes_for_good(transport: Transport) -> None:
    registration = await register_agent(transport)
    async with Connection(transport) as connection:
        first = join(connection, registration)
        await first.session.send(action(first.id))
        second = join(connection, registration)
        with pytest.raises(SupersededError):
            await until_over(first)
        assert (await second.receive()).envelope.action == "do"


async def test_a_detached_session_gives_back_what_it_holds(transport: Transport) -> None:
    registration = await register_agent(transport)
    async with Connection(transport) as connection:
        user = join(connection, await register_user(transport))
        first = join(connection, registration)
        await user.session.send(action(first.id))
        await first.receive()
        connection.detach(first.session)
        with pytest.raises(ClosedError):
            await first.session.send(action(user.id))
        held = await join(connection, registration).receive()
        assert held.attempt == 1


async def test_a_wrong_credential_ends_all_sessions(served: Served) -> None:
    transport = Transport(served.options(token="wrong"))
    async with Connection(transport) as connection:
        party = join(connection, Registration(token="wrong"))
        with pytest.raises(UnauthenticatedError) as raised:
            await party.receive()
        assert raised.value.reason == "TOKEN_INVALID"
    await transport.close()


async def test_a_wrong_entity_token_ends_its_session_alone(transport: Transport) -> None:
    async with Connection(transport) as connection:
        user = join(connection, await register_user(transport))
        with pytest.raises(UnauthenticatedError):
            await join(connection, Registration(token="lye_wrong")).receive()
        await user.session.send(action(user.id))


async def test_a_refused_token_is_renewed(transport: Transport) -> None:
    registration = await register_user(transport)
    renewals: list[EntityToken] = []

    async def renew() -> EntityToken:
        renewals.append(EntityToken.of(registration))
        return renewals[-1]

    async with Connection(transport) as connection:
        session = connection.open(Inbox(), SessionOptions(EntityToken("lye_old"), renew))
        await asyncio.wait_for(session.send(action(registration.entity)), LIMIT)
        assert len(renewals) == 1


async def test_a_closed_connection_says_so(pair: Pair, transport: Transport) -> None:
    connection = Connection(transport)
    party = join(connection, await register_user(transport))
    await party.session.send(action(pair.agent.id))
    party.session.post(action(pair.agent.id, b"last"))
    await connection.close()
    with pytest.raises(ClosedError):
        await party.receive()
    with pytest.raises(ClosedError):
        await join(connection, await register_user(transport)).receive()
    assert [(await pair.agent.receive()).envelope.body for _ in range(2)] == [b"", b"last"]


async def test_resumes_after_a_cut_without_loss_or_repeat(served: Served) -> None:
    async with Relay(served.url) as relay:
        transport = Transport(served.options(url=relay.url))
        async with Connection(transport) as connection:
            agent = join(connection, await register_agent(transport))
            user = join(connection, await register_user(transport))
            await user.session.send(action(agent.id, b"first"))
            held = await agent.receive()
            sent = [action(agent.id, str(n).encode()) for n in range(500)]
            for n, envelope in enumerate(sent):
                user.session.post(envelope)
                if n % 100 == 0:
                    relay.cut()
                    await asyncio.sleep(0)
            await asyncio.wait_for(user.session.flushed(), LIMIT)
            got = [await agent.receive() for _ in range(500)]
            assert [each.envelope.id for each in got] == [each.id for each in sent]
            assert {each.attempt for each in got} == {1}
            # What was held before the cut still is.
            assert agent.session.holds(held)
            relay.cut()
            agent.session.respond(held, ok(b"late"))
            assert (await user.receive()).envelope.body == b"late"
            assert relay.accepted >= 2
        await transport.close()


async def test_notices_a_silent_connection(served: Served) -> None:
    async with Relay(served.url) as relay:
        transport = Transport(served.options(url=relay.url, silence=0.4))
        async with Connection(transport) as connection:
            user = join(connection, await register_user(transport))
            await user.session.send(action(user.id))
            before = relay.accepted
            relay.hold()
            sending = asyncio.ensure_future(user.session.send(action(user.id)))
            while relay.accepted == before:
                await asyncio.wait((sending,), timeout=0.05)
            relay.pass_on()
            await asyncio.wait_for(sending, LIMIT)
        await transport.close()


async def test_tells_that_the_server_is_away_and_that_it_is_back(served: Served) -> None:
    async with Relay(served.url) as relay:
        transport = Transport(served.options(url=relay.url, unreachable=0.3))
        registration = await register_user(Transport(served.options()))
        relay.refusing = True
        told: asyncio.Queue[LyceumError | None] = asyncio.Queue()

        class Listener(Inbox):
            def unreachable(self, error: UnavailableError | None) -> None:
                told.put_nowait(error)

        async with Connection(transport) as connection:
            session = connection.open(Listener(), SessionOptions(EntityToken.of(registration)))
            sending = asyncio.ensure_future(session.send(action(registration.entity)))
            assert isinstance(await asyncio.wait_for(told.get(), LIMIT), UnavailableError)
            relay.refusing = False
            assert await asyncio.wait_for(told.get(), LIMIT) is None
            await asyncio.wait_for(sending, LIMIT)
        await transport.close()


async def test_works_when_the_server_comes_later_and_over_its_restart() -> None:
    server = Served(store="sqlite")
    server.start()
    try:
        setup = Transport(server.options())
        agent_registration = await register_agent(setup)
        user_registration = await register_user(setup)
        await setup.close()
        server.stop()
        transport = Transport(server.options())
        async with Connection(transport) as connection:
            agent, user = join(connection, agent_registration), join(connection, user_registration)
            sending = asyncio.ensure_future(user.session.send(action(agent.id, b"early")))
            await asyncio.to_thread(server.start)
            await asyncio.wait_for(sending, LIMIT)
            held = await agent.receive()
            await asyncio.to_thread(server.stop)
            agent.session.respond(held, ok(b"after the restart"))
            await asyncio.to_thread(server.start)
            assert (await user.receive()).envelope.body == b"after the restart"
        await transport.close()
    finally:
        server.close()


async def test_goes_on_for_several_lives_of_its_token() -> None:
    server = Served(config={"entityTokens": "2s"})
    server.start()
    try:
        transport = Transport(server.options())
        registered = await register_user(transport)
        renewals: list[float] = []

        async def renew() -> EntityToken:
            renewals.append(asyncio.get_running_loop().time())
            request = RegisterUserRequest(uid=registered.entity.uid)
            return EntityToken.of((await transport.unary(transport.exchange.RegisterUser, request)).registration)

        async with Connection(transport) as connection:
            inbox = Inbox()
            session = connection.open(inbox, SessionOptions(EntityToken.of(registered), renew))
            while len(renewals) < 3:
                # Events, since nobody answers here, and the exchange bounds unanswered requests.
                await asyncio.wait_for(session.send(event(registered.entity)), LIMIT)
                session.drop(await asyncio.wait_for(inbox.receive(session), LIMIT))
            assert session.over is None
        await transport.close()
    finally:
        server.close()
