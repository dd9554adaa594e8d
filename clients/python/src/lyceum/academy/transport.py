"""Academy's exchange transport on Lyceum."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from academy.exception import BadEntityIdError, MailboxTerminatedError, MessageTooLargeError
from academy.exchange.transport import ExchangeTransportMixin
from academy.identifier import AgentId, EntityId, UserId
from academy.message import Message, ShutdownRequest, UserErrorResponse
from academy.serialize import NoPickleMixin, SerializationStrategy

from lyceum.academy import dialect, wire
from lyceum.academy.errors import academy_error
from lyceum.academy.exchange_calls import ExchangeCalls, agent_token, user_token
from lyceum.academy.mailbox import Mailbox
from lyceum.academy.mailbox_status import MailboxStatus
from lyceum.academy.reader import Reader
from lyceum.academy.registration import LyceumAgentRegistration, registration_of
from lyceum.academy.site import Site, sites
from lyceum.errors import LyceumError
from lyceum.session import EntityToken, Held
from lyceum.v1.message_pb2 import Envelope

if TYPE_CHECKING:
    from academy.agent import Agent, AgentT
    from academy.stats import AgentStats

    from lyceum.academy.factory import LyceumExchangeFactory

_BEAT_PATIENCE = 5.0
_log = logging.getLogger(__name__)


class LyceumExchangeTransport(ExchangeTransportMixin, NoPickleMixin):
    """A mailbox of a Lyceum exchange. Made by `LyceumExchangeFactory`."""

    def __init__(self, mailbox_id: EntityId, site: Site, factory: LyceumExchangeFactory, token: EntityToken | None) -> None:
        self._mailbox_id = mailbox_id
        self._site = site
        self._factory = factory
        self._calls = ExchangeCalls(site)
        hosted = factory.hosted
        self._hosted = hosted if hosted is not None and hosted.agent_id == mailbox_id else None
        agent = isinstance(mailbox_id, AgentId)
        protocols = (wire.PROTOCOL, dialect.PROTOCOL) if agent else (wire.PROTOCOL,)
        self._mailbox = Mailbox(site, self._renew, protocols, token)
        self._reader = Reader(mailbox_id, self._mailbox, self._hosted, allow_pickle=factory.allow_pickle)
        self._listener: object = None
        self._beat: Future[None] | None = None
        self._closed = False

    @property
    def mailbox_id(self) -> EntityId:
        """Whose mailbox it is."""
        return self._mailbox_id

    def factory(self) -> LyceumExchangeFactory:
        """A factory of the same exchange."""
        return self._factory.copy()

    async def close(self) -> None:
        """Stops listening; the mailbox stays as it is. What was taken and not answered is answered by the exchange. Idempotent."""
        if self._closed:
            return
        self._closed = True
        self._calls.leave_site()
        await self._mailbox.close()
        await asyncio.wrap_future(sites().leave(self._site))

    async def discover(self, agent: type[Agent] | str, *, allow_subclasses: bool = True) -> tuple[AgentId[Any], ...]:
        """Finds agents by type, in the order of their registration."""
        name = agent if isinstance(agent, str) else f"{agent.__module__}.{agent.__qualname__}"
        return await self._calls.discover(name, exact=not allow_subclasses, asker=self._mailbox_id)

    async def register_agent(self, agent: type[AgentT], *, name: str | None = None) -> LyceumAgentRegistration[AgentT]:
        """Registers an agent and opens its mailbox."""
        return (await self.register_agents([(agent, name)]))[0]

    async def register_agents(self, agents: Sequence[tuple[type[AgentT], str | None]]) -> list[LyceumAgentRegistration[AgentT]]:
        """Registers agents by one call, all or none; in the order that they are given in."""
        if not agents:
            return []
        ids: list[AgentId[Any]] = [AgentId.new(name=name) for _, name in agents]
        lineages = [type_._agent_mro() for type_, _ in agents]
        tokens = await self._calls.register_agents(list(zip(ids, lineages, strict=True)))
        return [registration_of(agent_id, token) for agent_id, token in zip(ids, tokens, strict=True)]

    async def terminate(self, uid: EntityId) -> None:
        """Ends a mailbox for good. What this transport was told to send leaves first."""
        if self._hosted is not None and uid == self._mailbox_id:
            self._hosted.terminate()
            return
        if uid == self._mailbox_id and not self._closed:
            await self._mailbox.flush()
        await self._calls.terminate(uid)

    async def update_heartbeat(self) -> None:
        """Lets the exchange hear of this entity. It does, even if the wait for that is cancelled."""
        beat = self._beat = self._mailbox.beat()
        try:
            await asyncio.wrap_future(beat)
        except LyceumError as error:
            if error.code != "UNAVAILABLE":
                raise academy_error(error, self._mailbox_id) from error
            _log.warning("The exchange of %s cannot be reached: %s", self._mailbox_id, error)

    async def heartbeat_status(self, uid: EntityId) -> float | None:
        """Seconds since a mailbox's listener was heard; None when it never was."""
        if uid == self._mailbox_id and self._beat is not None and not self._beat.done():
            # What was said before is heard before.
            await asyncio.wait((asyncio.wrap_future(self._beat),), timeout=_BEAT_PATIENCE)
        return await self._calls.heartbeat(uid)

    async def status(self, uid: EntityId) -> MailboxStatus:
        """State of a mailbox, for versions of Academy whose clients do not work it out themselves."""
        try:
            await self._calls.heartbeat(uid)
        except BadEntityIdError:
            return MailboxStatus.MISSING
        except MailboxTerminatedError:
            return MailboxStatus.TERMINATED
        return MailboxStatus.ACTIVE

    async def agent_stats(self, uid: EntityId) -> AgentStats:
        """A mailbox's counts."""
        return await self._calls.stats(uid)

    async def send(self, message: Message[Any]) -> None:
        """Sends a message; returns once the exchange has it for good.

        Raises:
            BadEntityIdError: there is no such mailbox.
            MailboxTerminatedError: it is terminated, or this transport's own is.
            ForbiddenError: it is somebody else's.
            MessageTooLargeError: it is larger than the exchange takes.
            LyceumExchangeError: it could not be sent for another reason.
        """
        if message.is_response():
            await self._respond(message)
        else:
            await self._request(message)

    async def listen(self, timeout: float | None = None) -> AsyncGenerator[Message[Any]]:
        """Yields what arrives. Cancelling it loses nothing: another `listen` goes on where it was.

        Raises:
            MailboxTerminatedError: the mailbox is terminated.
            TimeoutError: nothing came within `timeout` seconds of the message before.
        """
        self._mailbox.open()
        mine = self._listener = object()
        try:
            while True:
                self._listener = mine
                yield await self._next(timeout)
        finally:
            # One that was left behind may be finished after the next has begun.
            if self._listener is mine:
                self._mailbox.listen(False)

    async def _next(self, timeout: float | None) -> Message[Any]:
        loop = asyncio.get_running_loop()
        until = None if timeout is None else loop.time() + timeout
        self._mailbox.listen(True)
        while True:
            try:
                held = self._mailbox.take()
            except LyceumError as error:
                raise academy_error(error, self._mailbox_id) from error
            if isinstance(held, Message):
                return held
            if held is not None:
                message = self._reader.read(held)
                if message is not None:
                    return message
            elif not await self._mailbox.arrival(None if until is None else max(0.0, until - loop.time())):
                raise TimeoutError(f"Timeout waiting for next message for {self._mailbox_id} after {timeout} seconds.")

    async def _request(self, message: Message[Any]) -> None:
        foreign = self._reader.foreign
        academy = foreign.speaks_academy(message.dest)
        envelope = wire.request_of(message, self._reader.book) if academy else foreign.request_of(message)
        limit = await self._calls.max_body_bytes()
        if len(envelope.body) > limit:
            raise MessageTooLargeError(len(envelope.body), limit)
        self._reader.asked[envelope.id] = wire.kind_of(message)
        if academy:
            foreign.keep(message, envelope)
        try:
            await asyncio.wrap_future(self._mailbox.send(envelope))
        except LyceumError as error:
            self._reader.asked.pop(envelope.id, None)
            foreign.forget(envelope)
            if isinstance(message.body, ShutdownRequest) and isinstance(message.dest, AgentId) and self._over(error):
                # Whoever is closed can still end what it began.
                await self._calls.shut_down(message.dest, terminate=message.body.terminate)
                return
            raise self._sending_error(error, message.dest) from error

    def _over(self, error: LyceumError) -> bool:
        """Whether it is this mailbox that ended, not the one that was sent to."""
        return self._mailbox.over is error

    def _sending_error(self, error: LyceumError, dest: EntityId) -> Exception:
        return academy_error(error, self._mailbox_id if self._over(error) else dest)

    async def _respond(self, message: Message[Any]) -> None:
        held = self._reader.owed.pop((message.dest, message.tag), None)
        if held is None:
            if message.dest == self._mailbox_id:
                self._mailbox.loop_back(message)
            else:
                _log.debug("No request of %s is owed an answer to %s", message.dest, message.tag)
            return
        answer = await self._answer(held, message)
        try:
            await asyncio.wrap_future(self._mailbox.respond(held, answer))
        except LyceumError as error:
            # The exchange has answered already, or answers when this session is over: nobody waits in vain.
            _log.debug("The answer to %s of %s was not taken: %s", message.tag, message.dest, error)

    async def _answer(self, held: Held, message: Message[Any]) -> Envelope:
        foreign = held.envelope.protocol != wire.PROTOCOL
        write = dialect.answer_of if foreign else wire.answer_of
        answer = write(message)
        limit = await self._calls.max_body_bytes()
        if len(answer.body) <= limit:
            return answer
        error = MessageTooLargeError(len(answer.body), limit)
        serialization = getattr(message.body, "serialization", SerializationStrategy.JSON)
        return write(Message(header=message.header, body=UserErrorResponse(serialization=serialization, exception=error)))

    async def _renew(self) -> EntityToken:
        transport = self._site.transport
        if self._hosted is not None:
            return await self._hosted.renew(transport)
        if isinstance(self._mailbox_id, UserId):
            return await user_token(transport, self._mailbox_id)
        return await agent_token(transport, self._mailbox_id)
