"""What is asked of the exchange in one call."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

from academy.exception import BadEntityIdError, MailboxTerminatedError
from academy.identifier import AgentId, EntityId, UserId
from academy.stats import AgentStats

from lyceum.academy.entities import entity_of, proto_of
from lyceum.academy.errors import academy_error
from lyceum.academy.site import Site, sites
from lyceum.errors import LyceumError, MailboxNotFoundError
from lyceum.errors import MailboxTerminatedError as LyceumTerminatedError
from lyceum.session import EntityToken
from lyceum.v1 import agent_pb2, entity_pb2, exchange_pb2
from lyceum.v1.exchange_pb2 import Mailbox

T = TypeVar("T")

_DEFAULT_MAX_BODY_BYTES = 1_048_576
_PAGE = 1_000


class ExchangeCalls:
    """Unary calls about mailboxes, from any event loop, with Academy's errors.

    They are made at a site; where that was left, at one that is entered for the call.
    """

    def __init__(self, site: Site) -> None:
        self._options = site.transport.options
        self._site: Site | None = site

    def leave_site(self) -> None:
        """The site is not to be used any more."""
        self._site = None

    async def register_user(self, user: UserId) -> EntityToken:
        """Opens a user's mailbox; again, for a fresh token."""
        return await self._ask(user, lambda transport: user_token(transport, user))

    async def register_agents(self, agents: Sequence[tuple[AgentId[Any], Sequence[str]]]) -> list[EntityToken]:
        """Opens agents' mailboxes, all or none."""
        request = exchange_pb2.RegisterAgentsRequest(request_id=str(uuid.uuid4()))
        for agent, lineage in agents:
            request.agents.add(uid=str(agent.uid), name=agent.name or "", lineage=lineage)

        async def register(transport: Any) -> list[EntityToken]:
            made = await transport.unary(transport.exchange.RegisterAgents, request)
            return [EntityToken.of(registration) for registration in made.registrations]

        return await self._ask(agents[0][0], register)

    async def mailbox(self, entity: EntityId) -> Mailbox:
        """What the exchange knows of a mailbox.

        Raises:
            ExchangeError: it cannot be asked.
        """
        return await self._ask(entity, lambda transport: _mailbox(transport, entity))

    async def heartbeat(self, entity: EntityId) -> float | None:
        """Seconds since a mailbox's listener was heard; None when it never was.

        Raises:
            BadEntityIdError: there is no such mailbox.
            MailboxTerminatedError: it is terminated.
        """
        mailbox = await self.mailbox(entity)
        if mailbox.status == entity_pb2.MAILBOX_STATUS_TERMINATED:
            raise MailboxTerminatedError(entity)
        if mailbox.status != entity_pb2.MAILBOX_STATUS_ACTIVE:
            raise BadEntityIdError(entity)
        return mailbox.heartbeat_age.ToTimedelta().total_seconds() if mailbox.HasField("heartbeat_age") else None

    async def stats(self, entity: EntityId) -> AgentStats:
        """A mailbox's counts; all zero for one that is not there."""
        stats = (await self.mailbox(entity)).stats
        return AgentStats(stats.incoming, stats.outgoing, stats.completed, stats.in_progress, stats.queued)

    async def terminate(self, entity: EntityId) -> None:
        """Ends a mailbox for good."""
        request = exchange_pb2.TerminateRequest(entity=proto_of(entity))
        await self._ask(entity, lambda transport: transport.unary(transport.exchange.Terminate, request))

    async def shut_down(self, agent: AgentId[Any], *, terminate: bool | None) -> None:
        """Asks an agent to end, in the name of who holds the credential."""
        request = agent_pb2.AgentServiceShutdownRequest(agent=proto_of(agent), terminate=terminate)
        await self._ask(agent, lambda transport: transport.unary(transport.agent.Shutdown, request))

    async def discover(self, type_name: str, *, exact: bool, asker: EntityId) -> tuple[AgentId[Any], ...]:
        """Finds agents by type, in the order of their registration."""

        async def discover(transport: Any) -> tuple[AgentId[Any], ...]:
            found: list[Any] = []
            token = ""
            while True:
                request = exchange_pb2.DiscoverRequest(type=type_name, exact=exact, page_size=_PAGE, page_token=token)
                page = await transport.unary(transport.exchange.Discover, request)
                found.extend(entity_of(agent) for agent in page.agents)
                token = page.next_page_token
                if not token:
                    return tuple(found)

        return await self._ask(asker, discover)

    async def max_body_bytes(self) -> int:
        """Most bytes of a message's body; asked for once."""
        site = self._site
        if site is None:
            return _DEFAULT_MAX_BODY_BYTES
        if site.max_body_bytes is None:

            async def ask(transport: Any) -> int:
                info = await transport.unary(transport.exchange.GetServerInfo, exchange_pb2.GetServerInfoRequest())
                return info.limits.max_body_bytes or _DEFAULT_MAX_BODY_BYTES

            site.max_body_bytes = await self._ask(UserId.new(), ask)
        return site.max_body_bytes

    async def _ask(self, about: EntityId, what: Callable[[Any], Coroutine[Any, Any, T]]) -> T:
        site = self._site or await sites().enter(self._options)
        try:
            return await site.ask(lambda: what(site.transport))
        except LyceumError as error:
            raise academy_error(error, about) from error
        finally:
            if site is not self._site:
                sites().leave(site)


# What follows is for the loop of a site.


async def user_token(transport: Any, user: UserId) -> EntityToken:
    """A fresh token of a user."""
    request = exchange_pb2.RegisterUserRequest(request_id=str(uuid.uuid4()), uid=str(user.uid), name=user.name or "")
    made = await transport.unary(transport.exchange.RegisterUser, request)
    return EntityToken.of(made.registration)


async def agent_token(transport: Any, agent: AgentId[Any]) -> EntityToken:
    """A fresh token of an agent that is registered.

    Raises:
        LyceumError: it is not, or not any more.
    """
    mailbox = await _mailbox(transport, agent)
    if mailbox.status == entity_pb2.MAILBOX_STATUS_TERMINATED:
        raise LyceumTerminatedError(f"the mailbox of {agent} is terminated for good")
    if mailbox.status != entity_pb2.MAILBOX_STATUS_ACTIVE:
        raise MailboxNotFoundError(f"no mailbox of {agent} is registered; register it first", reason="MAILBOX_NOT_FOUND")
    request = exchange_pb2.RegisterAgentsRequest(request_id=str(uuid.uuid4()))
    request.agents.add(uid=mailbox.entity.uid, name=mailbox.entity.name, lineage=mailbox.lineage)
    made = await transport.unary(transport.exchange.RegisterAgents, request)
    return EntityToken.of(made.registrations[0])


async def _mailbox(transport: Any, entity: EntityId) -> Mailbox:
    found = await transport.unary(transport.exchange.GetMailbox, exchange_pb2.GetMailboxRequest(entity=proto_of(entity)))
    mailbox: Mailbox = found.mailbox
    return mailbox
