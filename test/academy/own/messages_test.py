"""What the exchange of a Lyceum server promises to Academy's programs, beyond what Academy's own tests ask."""

from __future__ import annotations

import asyncio
import pickle
import uuid
from typing import Any

import pytest
from academy.exception import (
    ActionCancelledError,
    AgentTerminatedError,
    DeserializationMethodProhibitedError,
    IncompatibleNetworkProtocolError,
    MessageTooLargeError,
)
from academy.exchange import UserExchangeClient
from academy.handle import Handle
from academy.identifier import AgentId
from academy.manager import Manager
from academy.message import Message, PingRequest
from academy.runtime import Runtime
from academy.serialize import SerializationStrategy
from agents import Worker

from lyceum.academy import LyceumExchangeFactory
from lyceum.academy.mailbox_status import MailboxStatus


async def test_a_listener_that_is_cancelled_loses_nothing(factory: LyceumExchangeFactory) -> None:
    async with await factory._create_transport() as sender, await factory._create_transport() as receiver:
        tags = []
        received: list[uuid.UUID] = []

        async def listen() -> None:
            async for message in receiver.listen():
                received.append(message.tag)
                await asyncio.sleep(0)

        async def send() -> None:
            for _ in range(60):
                message = Message.create(src=sender.mailbox_id, dest=receiver.mailbox_id, body=PingRequest())
                tags.append(message.tag)
                await sender.send(message)

        sending = asyncio.create_task(send())
        while len(received) < 60:
            listening = asyncio.create_task(listen())
            await asyncio.wait((listening,), timeout=0.02)
            listening.cancel()
            await asyncio.wait((listening,))
        await sending
        assert received == tags


async def test_a_termination_during_an_action_harms_no_other_call(
    factory: LyceumExchangeFactory, manager: Manager[Any], client: UserExchangeClient[Any]
) -> None:
    registration = await client.register_agent(Worker)
    # Without a manager, since Academy's does not notice such an end and waits for ever.
    runtime = Runtime(Worker(), exchange_factory=factory, registration=registration)
    running = asyncio.create_task(runtime.run_until_complete())
    ended = manager.get_handle(registration)
    other = await manager.launch(Worker)
    call = asyncio.ensure_future(ended.sleep(0.2))
    await ended.ping()
    await client.terminate(ended.agent_id)
    with pytest.raises(AgentTerminatedError):
        await call
    # The answer that comes too late is dropped by the exchange.
    await asyncio.sleep(0.4)
    assert await other.add(1) == 1
    runtime.signal_shutdown()
    await running


async def test_garbage_is_answered_and_harms_nobody(manager: Manager[Any], client: UserExchangeClient[Any]) -> None:
    handle = await manager.launch(Worker)
    await handle.ping()
    message = Message.create(src=client.client_id, dest=handle.agent_id, label=handle.handle_id, body=PingRequest())
    message.header = message.header.model_copy(update={"protocol_version": "no version at all"})
    future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    handle._pending_response_futures[message.tag] = future
    await client.send(message)
    with pytest.raises(IncompatibleNetworkProtocolError):
        raise (await asyncio.wait_for(future, 5)).get_body().get_exception()
    assert await handle.add(1) == 1


async def test_a_result_that_cannot_be_sent_is_a_failure(manager: Manager[Any]) -> None:
    handle = await manager.launch(Worker)
    with pytest.raises(TypeError, match="cannot be serialised"):
        await asyncio.wait_for(handle.unsendable(), 5)
    with pytest.raises(MessageTooLargeError):
        await asyncio.wait_for(handle.large(3_000_000), 5)
    assert len(await handle.large(700_000)) == 700_000


async def test_arguments_that_are_too_large_are_told_at_once(manager: Manager[Any]) -> None:
    handle = await manager.launch(Worker)
    with pytest.raises(MessageTooLargeError) as error:
        await handle.add(b"a" * 2_000_000)
    assert error.value.limit == 1_048_576
    assert error.value.size > error.value.limit


async def test_the_last_word_of_an_agent_arrives(manager: Manager[Any]) -> None:
    for _ in range(10):
        handle = await manager.launch(Worker)
        try:
            assert await handle.last() == "the last word"
        except ActionCancelledError:
            # Academy's runtime may cancel the action before it has returned; never is the caller told that the mailbox is gone.
            continue
        await manager.wait({handle})


async def test_a_request_that_waits_can_be_cancelled(client: UserExchangeClient[Any]) -> None:
    registration = await client.register_agent(Worker)
    handle = Handle(registration.agent_id, exchange=client)
    call = asyncio.ensure_future(handle.add(1))
    await asyncio.sleep(0.1)
    assert (await client.agent_stats(registration.agent_id)).queued == 1
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    async with asyncio.timeout(5):
        while (await client.agent_stats(registration.agent_id)).queued:
            await asyncio.sleep(0.01)
    assert (await client.agent_stats(registration.agent_id)).completed == 1


async def test_pickles_are_refused_where_they_are_not_allowed(factory: LyceumExchangeFactory) -> None:
    factory.allow_pickle = False
    async with await Manager.from_exchange_factory(factory) as manager:
        handle = await manager.launch(Worker)
        with pytest.raises(Exception, match="DeserializationMethodProhibitedError|^$") as error:
            await handle.add(1)
        assert isinstance(error.value, DeserializationMethodProhibitedError) or "Prohibited" in str(error.value)
        as_json = Handle(handle.agent_id, request_serializer=SerializationStrategy.JSON)
        assert await as_json.add(1) == 1


async def test_factories_travel_and_transports_do_not(factory: LyceumExchangeFactory) -> None:
    copy = pickle.loads(pickle.dumps(factory))
    assert copy.options == factory.options
    async with await copy._create_transport() as transport:
        with pytest.raises(pickle.PicklingError):
            pickle.dumps(transport)


async def test_status_as_older_clients_ask_for_it(factory: LyceumExchangeFactory) -> None:
    async with await factory._create_transport() as transport:
        agent = (await transport.register_agent(Worker)).agent_id
        assert await transport.status(agent) == MailboxStatus.ACTIVE
        assert await transport.status(AgentId.new()) == MailboxStatus.MISSING
        await transport.terminate(agent)
        assert await transport.status(agent) == MailboxStatus.TERMINATED


async def test_a_client_that_is_closed_can_still_end_what_it_began(factory: LyceumExchangeFactory) -> None:
    async with await factory.create_user_client() as watcher:
        manager = await Manager.from_exchange_factory(factory)
        async with manager:
            handle = await manager.launch(Worker)
            await handle.ping()
            await manager.exchange_client.close()
        assert await watcher.status(handle.agent_id) == MailboxStatus.TERMINATED
