"""References to agents."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NoReturn

from lyceum.action_call import ActionCall
from lyceum.agent.scope import current_scope
from lyceum.description import DESCRIBE_ACTION, AgentDescription
from lyceum.entity import EntityId
from lyceum.errors import ClosedError, InvalidStateError
from lyceum.mailbox import MailboxStats
from lyceum.messenger import Messenger
from lyceum.payload import encode_arguments
from lyceum.reply import Reply
from lyceum.v1 import message_pb2
from lyceum.v1.exchange_pb2 import GetMailboxRequest
from lyceum.v1.message_pb2 import Envelope


@dataclass(slots=True, eq=False)
class HandleState:
    """What a handle and those with other options of the same agent share."""

    messenger: Messenger
    agent_id: EntityId | None = None
    """None until it is bound."""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class CallOptions:
    """How calls are made."""

    timeout: float | None = None
    """Seconds until the answer is due; None means never."""
    traceparent: str = ""
    tracestate: str = ""


class Handle:
    """Calls an agent: its actions are methods, `await handle.increment(2)`, and `async for` for those that stream.

    Calls from an agent's code are made in that agent's name, whichever handle they use. It travels as its agent's id.
    """

    def __init__(self, state: HandleState, options: CallOptions | None = None) -> None:
        """Made by `launch`, `handle` and the like."""
        self._state = state
        self._options = options or CallOptions()

    def __getattr__(self, action: str) -> Callable[..., ActionCall]:
        if action.startswith("_"):
            raise AttributeError(action)
        return lambda *args, **kwargs: self._call(action, args, kwargs, self._options)

    @property
    def agent_id(self) -> EntityId:
        """The agent.

        Raises:
            InvalidStateError: the handle is of a batch that was not submitted.
        """
        if self._state.agent_id is None:
            raise InvalidStateError("the handle is not bound to an agent: submit its batch first")
        return self._state.agent_id

    @property
    def closed(self) -> bool:
        """Whether it makes no calls any more."""
        return self._state.closed or self._state.messenger.closed

    def call(self, action: str, /, *args: object, timeout: float | None = None, **kwargs: object) -> ActionCall:
        """Calls an action by its name; all other named arguments are the action's.

        Args:
            action: its name; this reaches actions that have the name of a member of handles, too.
            args: its arguments by position.
            timeout: seconds until the answer is due; None means as `options` said, else never.
            kwargs: its arguments by name.

        Raises (when it is awaited):
            AgentError: the action failed.
            ExpiredError: no answer came in time.
            LyceumError: it could not be carried out.
        """
        options = self._options
        if timeout is not None:
            options = CallOptions(timeout, options.traceparent, options.tracestate)
        return self._call(action, args, kwargs, options)

    def options(self, *, timeout: float | None = None, traceparent: str = "", tracestate: str = "") -> Handle:
        """The same agent's handle with other options: `await handle.options(timeout=5).increment(2)`.

        Args:
            timeout: seconds until the answer is due; None means never.
            traceparent: W3C trace context of its calls; empty means that of the action whose code calls.
            tracestate: W3C trace state.
        """
        return Handle(self._state, CallOptions(timeout, traceparent, tracestate))

    async def notify(self, action: str, /, *args: object, **kwargs: object) -> None:
        """Sends an action's arguments one way: nobody answers. Returns once the exchange has it."""
        media_type, body = encode_arguments(args, kwargs)
        await self._messenger().post(self._envelope(message_pb2.MESSAGE_KIND_EVENT, self._options, action, media_type, body))

    async def ping(self, timeout: float | None = None) -> float:
        """Waits for a sign of life; an agent that starts gives it once it has started. Tells the time to the agent and back, in seconds.

        Raises:
            ExpiredError: no answer came in time.
            MailboxTerminatedError: its mailbox has ended.
        """
        start = time.perf_counter()
        request = self._envelope(message_pb2.MESSAGE_KIND_PING, self._options)
        await Reply(self._messenger(), request, self._options.timeout if timeout is None else timeout, keep_parts=False).result()
        return time.perf_counter() - start

    async def shutdown(self, *, terminate: bool | None = None) -> None:
        """Asks the agent to end. Returns once the exchange has the request, not once the agent has ended.

        Args:
            terminate: whether to terminate its mailbox; None means as its configuration says.
        """
        request = self._envelope(message_pb2.MESSAGE_KIND_SHUTDOWN, self._options)
        if terminate is not None:
            request.terminate = terminate
        await self._messenger().post(request)

    async def describe(self, timeout: float | None = None) -> AgentDescription:
        """Asks the agent what it can do."""
        return AgentDescription.read(await self.call(DESCRIBE_ACTION, timeout=timeout))

    async def stats(self) -> MailboxStats:
        """Counts of its mailbox, as the exchange keeps them; the agent is not asked."""
        transport = self._messenger().transport
        response = await transport.unary(transport.exchange.GetMailbox, GetMailboxRequest(entity=self.agent_id.to_proto()))
        return MailboxStats.of(response.mailbox.stats)

    def close(self) -> None:
        """Makes no more calls; those under way go on."""
        self._state.closed = True

    def to_json(self) -> dict[str, str]:
        """What it travels as: the agent's id."""
        return self.agent_id.to_json()

    def __reduce__(self) -> NoReturn:
        raise TypeError("a handle has a connection and is not pickled: pass its agent_id, and make a handle of it by `exchange.handle`")

    def __repr__(self) -> str:
        return "Handle(not bound)" if self._state.agent_id is None else f"Handle({self._state.agent_id})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Handle) and self._state.agent_id is not None and self._state.agent_id == other._state.agent_id

    def __hash__(self) -> int:
        return hash(self._state.agent_id)

    def _call(self, action: str, args: tuple[object, ...], kwargs: Mapping[str, object], options: CallOptions) -> ActionCall:
        def send(keep_parts: bool) -> Reply:
            media_type, body = encode_arguments(args, kwargs)
            request = self._envelope(message_pb2.MESSAGE_KIND_ACTION, options, action, media_type, body)
            return Reply(self._messenger(), request, options.timeout, keep_parts=keep_parts)

        return ActionCall(send)

    def _envelope(
        self,
        kind: message_pb2.MessageKind.ValueType,
        options: CallOptions,
        action: str = "",
        media_type: str = "",
        body: bytes = b"",
    ) -> Envelope:
        traceparent, tracestate = options.traceparent, options.tracestate
        scope = current_scope.get()
        if not traceparent and scope is not None:
            traceparent, tracestate = scope.context.traceparent, scope.context.tracestate
        return Envelope(
            kind=kind,
            dest=self.agent_id.to_proto(),
            action=action,
            media_type=media_type,
            body=body,
            traceparent=traceparent,
            tracestate=tracestate,
        )

    def _messenger(self) -> Messenger:
        # That of the agent whose code calls, where it is of the same exchange; else the one that the handle was made with.
        if self._state.closed:
            raise ClosedError(f"{self!r} is closed")
        scope = current_scope.get()
        if scope is not None and scope.messenger.origin == self._state.messenger.origin:
            return scope.messenger
        return self._state.messenger
