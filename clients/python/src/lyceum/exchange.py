"""The exchange, in the name of a user or an agent."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Literal, Self
from weakref import WeakValueDictionary

from lyceum.agent.agent import Agent
from lyceum.agent.table import lineage_of
from lyceum.entity import EntityId
from lyceum.errors import LyceumError
from lyceum.handle import Handle, HandleState
from lyceum.mailbox import DeadLetter, Mailbox, MailboxStats, MailboxStatus, mailbox_status_of
from lyceum.messenger import Messenger
from lyceum.options import Options
from lyceum.session import Connection, EntityToken, SessionOptions
from lyceum.transport import Transport
from lyceum.v1 import exchange_pb2
from lyceum.v1.exchange_pb2 import AgentRegistration, GetServerInfoResponse, RegisterAgentsRequest, RegisterUserRequest

_PAGE = 1_000
_GOODBYE = 5.0

AgentType = type[Agent] | Sequence[str]
"""A class of agents, or types from the own one to the most general."""

ShareRight = Literal["read", "send", "manage"]
"""What a group may do to a mailbox: see it, send to it, manage it. None implies another."""

_RIGHTS: Mapping[ShareRight, exchange_pb2.Right.ValueType] = {
    "read": exchange_pb2.RIGHT_READ,
    "send": exchange_pb2.RIGHT_SEND,
    "manage": exchange_pb2.RIGHT_MANAGE,
}


@dataclass(frozen=True, slots=True)
class Registration:
    """An agent's id and types, made before it runs."""

    agent_id: EntityId
    lineage: Sequence[str]
    token: EntityToken | None = None
    """For who hosts the agent; None where a manager runs it."""


@dataclass(frozen=True, slots=True)
class NewAgent:
    """An agent to register."""

    type: AgentType
    name: str = ""
    """For people."""
    uid: str = ""
    """Empty means that the server makes one."""


class ExchangeClient:
    """Registering, finding, calling, ending."""

    def __init__(self, messenger: Messenger, on_close: Callable[[], Awaitable[None]] | None = None) -> None:
        """Made by `connect`, `open_user` and by hosts; `on_close` is what else ends with it."""
        self.messenger = messenger
        self._on_close = on_close
        self._handles: WeakValueDictionary[EntityId, Handle] = WeakValueDictionary()
        self._closing: asyncio.Future[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()

    @property
    def entity_id(self) -> EntityId:
        """In whose name it acts."""
        return self.messenger.entity

    @property
    def transport(self) -> Transport:
        """For calls to the server itself."""
        return self.messenger.transport

    def handle(self, agent: EntityId | Registration) -> Handle:
        """A handle of an agent: the same one as long as somebody has it and it is open."""
        agent_id = agent.agent_id if isinstance(agent, Registration) else agent
        known = self._handles.get(agent_id)
        if known is None or known.closed:
            known = self._handles[agent_id] = Handle(HandleState(self.messenger, agent_id))
        return known

    async def register_agent(self, type: AgentType, *, name: str = "", uid: str = "") -> Registration:
        """Registers an agent that no manager launches, and opens its mailbox.

        Args:
            type: its class, or its types.
            name: for people.
            uid: empty means that the server makes one. Registering an own uid again is fine.
        """
        return (await self.register_agents([NewAgent(type, name, uid)]))[0]

    async def register_agents(self, agents: Iterable[NewAgent]) -> list[Registration]:
        """Registers agents, all or none, in order."""
        request = RegisterAgentsRequest(
            request_id=str(uuid.uuid4()),
            agents=[AgentRegistration(name=each.name, uid=each.uid, lineage=types_of(each.type)) for each in agents],
        )
        if not request.agents:
            return []
        response = await self.transport.unary(self.transport.exchange.RegisterAgents, request)
        return [Registration(EntityId.of(each.entity), list(each.lineage), EntityToken.of(each)) for each in response.registrations]

    async def discover(self, type: AgentType | str, *, subclasses: bool = True) -> list[EntityId]:
        """Active agents of a type, in the order of their registration.

        Args:
            type: a class of agents, or the name of a type.
            subclasses: whether those of derived types count, too.
        """
        name = type if isinstance(type, str) else types_of(type)[0]
        found: list[EntityId] = []
        token = ""
        while True:
            request = exchange_pb2.DiscoverRequest(type=name, exact=not subclasses, page_size=_PAGE, page_token=token)
            page = await self.transport.unary(self.transport.exchange.Discover, request)
            found += [EntityId.of(each) for each in page.agents]
            token = page.next_page_token
            if not token:
                return found

    async def mailbox(self, entity: EntityId) -> Mailbox:
        """A mailbox as the exchange sees it; an unknown one is `missing`, not an error."""
        request = exchange_pb2.GetMailboxRequest(entity=entity.to_proto())
        return Mailbox.of((await self.transport.unary(self.transport.exchange.GetMailbox, request)).mailbox, entity)

    async def status(self, entity: EntityId) -> MailboxStatus:
        """State of a mailbox."""
        return (await self.mailbox(entity)).status

    async def stats(self, entity: EntityId) -> MailboxStats:
        """Counts of a mailbox; the agent is not asked."""
        return (await self.mailbox(entity)).stats

    async def terminate(self, entity: EntityId) -> MailboxStatus:
        """Ends a mailbox for good and answers all that it owes. One that is unknown or has ended is left as it is."""
        request = exchange_pb2.TerminateRequest(entity=entity.to_proto())
        return mailbox_status_of((await self.transport.unary(self.transport.exchange.Terminate, request)).status)

    async def dead_letters(self, entity: EntityId) -> AsyncGenerator[DeadLetter, None]:
        """Dead letters of a mailbox, oldest first."""
        token = ""
        while True:
            request = exchange_pb2.ListDeadLettersRequest(entity=entity.to_proto(), page_token=token)
            page = await self.transport.unary(self.transport.exchange.ListDeadLetters, request)
            for each in page.dead_letters:
                yield DeadLetter.of(each)
            token = page.next_page_token
            if not token:
                return

    async def requeue(self, entity: EntityId, dead_letter_ids: Iterable[str]) -> int:
        """Sends dead letters to their mailbox again, one way; tells how many."""
        request = exchange_pb2.RequeueRequest(entity=entity.to_proto(), dead_letter_ids=dead_letter_ids)
        return (await self.transport.unary(self.transport.exchange.Requeue, request)).requeued

    async def share(self, entity: EntityId, group: str, rights: Iterable[ShareRight]) -> None:
        """Gives a group of accounts exactly these rights to a mailbox, in place of those it had; its owner may, with own groups."""
        request = exchange_pb2.ShareRequest(entity=entity.to_proto(), group=group, rights=[_RIGHTS[each] for each in rights])
        await self.transport.unary(self.transport.exchange.Share, request)

    async def unshare(self, entity: EntityId, group: str) -> None:
        """Takes back what a group was given; a share that is not there is a no-op."""
        request = exchange_pb2.UnshareRequest(entity=entity.to_proto(), group=group)
        await self.transport.unary(self.transport.exchange.Unshare, request)

    async def shares(self, entity: EntityId) -> dict[str, list[ShareRight]]:
        """The groups that a mailbox is shared with, and what each may; rights of a later server are left out."""
        request = exchange_pb2.ListSharesRequest(entity=entity.to_proto())
        response = await self.transport.unary(self.transport.exchange.ListShares, request)
        return {each.group: [name for name, right in _RIGHTS.items() if right in each.rights] for each in response.shares}

    async def server_info(self) -> GetServerInfoResponse:
        """Version, limits and capabilities of the server."""
        return await self.transport.unary(self.transport.exchange.GetServerInfo, exchange_pb2.GetServerInfoRequest())

    async def close(self) -> None:
        """Ends it: calls under way fail, handles close, and a user's mailbox is terminated. Idempotent."""
        if self._closing is None:
            self._closing = asyncio.ensure_future(self._close())
        await asyncio.shield(self._closing)

    async def _close(self) -> None:
        for handle in list(self._handles.values()):
            handle.close()
        try:
            await self.messenger.close(_GOODBYE)
            if self.entity_id.role == "user":
                await self._say_goodbye()
        finally:
            if self._on_close is not None:
                await self._on_close()

    async def _say_goodbye(self) -> None:
        request = exchange_pb2.TerminateRequest(entity=self.entity_id.to_proto())
        try:
            await self.transport.unary(self.transport.exchange.Terminate, request, timeout=_GOODBYE)
        except LyceumError:
            # A server that is gone forgets the mailbox, or keeps it for nobody; neither is worth failing a close for.
            return


@dataclass(frozen=True, slots=True)
class OpenUser:
    """A user's client, with what it runs on."""

    client: ExchangeClient
    transport: Transport
    connection: Connection


async def open_user(options: Options, *, name: str = "", uid: str = "") -> OpenUser:
    """Registers a user and opens its mailbox. The ways to the server, and the mailbox, end with the client.

    Raises:
        LyceumError: the server cannot be reached, or refuses the credential.
    """
    transport = Transport(options)
    try:
        entity, token = await _register_user(transport, name, uid)

        async def renew() -> EntityToken:
            return (await _register_user(transport, entity.name, entity.uid))[1]

        connection = Connection(transport)
        messenger = Messenger(entity, origin_of(options), connection, SessionOptions(token, renew))

        async def close() -> None:
            await connection.close()
            await transport.close()

        return OpenUser(ExchangeClient(messenger, close), transport, connection)
    except BaseException:
        await transport.close()
        raise


@asynccontextmanager
async def connect(options: Options | None = None, *, name: str = "") -> AsyncIterator[ExchangeClient]:
    """A client in the name of a new user, whose mailbox ends with the block.

    Args:
        options: where the server is; None means what the environment says.
        name: of the user, for people.
    """
    opened = await open_user(options or Options(), name=name)
    async with opened.client as client:
        yield client


def origin_of(options: Options) -> str:
    """Names the exchange: clients with the same origin reach the same mailboxes."""
    return f"{options.resolved_url()} {options.namespace or ''}"


def types_of(type: AgentType) -> list[str]:
    """The types of a class, or as they are."""
    return lineage_of(type) if isinstance(type, _CLASS) else list(type)


_CLASS = type


async def _register_user(transport: Transport, name: str, uid: str) -> tuple[EntityId, EntityToken]:
    request = RegisterUserRequest(request_id=str(uuid.uuid4()), name=name, uid=uid)
    registration = (await transport.unary(transport.exchange.RegisterUser, request)).registration
    return EntityId.of(registration.entity), EntityToken.of(registration)
