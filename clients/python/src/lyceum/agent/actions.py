"""Running the actions that are asked for."""

from __future__ import annotations

import asyncio
import contextvars
import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from lyceum.agent.context import Context
from lyceum.agent.invocation import ActionHome, Prepared, perform, prepare, refusal
from lyceum.agent.scope import Scope, current_scope
from lyceum.durations import seconds_of
from lyceum.entity import EntityId
from lyceum.session import Held
from lyceum.v1 import message_pb2
from lyceum.v1.message_pb2 import Envelope


@dataclass(slots=True, eq=False)
class RunningAction:
    """An action under way."""

    held: Held
    context: Context
    prepared: Prepared
    task: asyncio.Task[None] | None = None
    timer: asyncio.TimerHandle | None = None
    exempt: bool = False
    """Whether it may end after the agent has begun to: it asked for that itself."""
    ready: bool = False
    """Whether nothing but those before it keeps it from beginning."""
    over: bool = False


class Actions:
    """All at once, or as many as the limit says. Each request is answered once.

    What is not redeliverable never runs twice, whoever is lost meanwhile: where all run at once, its request is for this host alone from
    its delivery on; where requests may wait here, it begins once the exchange has its acknowledgement for good.
    """

    def __init__(self, home: ActionHome, outside: Context, max_concurrent: int | None) -> None:
        """Makes it; nothing runs before `open`."""
        self._home = home
        self._outside = outside
        self._most = math.inf if max_concurrent is None else max_concurrent
        self._waiting: dict[int, Held] = {}
        self._running: dict[int, RunningAction] = {}
        # Of these, those that wait for their acknowledgements, or for such that came before them, in order.
        self._line: dict[RunningAction, None] = {}
        self._state: Literal["starting", "open", "stopped"] = "starting"
        self._active = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def add(self, held: Held) -> None:
        """Takes a request or an event; it runs once the agent has started and there is room."""
        if self._state == "open" and self._active < self._most:
            self._start(held)
        elif self._state != "stopped":
            self._waiting[held.sequence] = held
        # What comes while the agent ends stays with the session, which gives it back.

    def open(self) -> None:
        """The agent has started: what waited runs."""
        self._state = "open"
        if math.isinf(self._most):
            self._home.messenger.session.host(self._home.table.redeliverable)
        self._start_waiting()

    def stop(self) -> None:
        """The agent is to end: nothing more starts. What waits goes to who listens to the mailbox next."""
        self._state = "stopped"
        self._waiting.clear()

    def disconnect(self) -> None:
        """The session is over: what has not begun never will."""
        for action in list(self._line):
            self._stop(action)

    def cancel(self, caller: EntityId, id: str) -> bool:
        """Cancels the request of a caller that has an id; False when there is none, or it has ended."""
        for held in list(self._waiting.values()):
            if _asks(held, caller, id):
                del self._waiting[held.sequence]
                self._home.messenger.session.give_credit()
                self._respond(held, _cancelled("cancelled before it began"))
                return True
        for action in list(self._running.values()):
            if _asks(action.held, caller, id) and not action.held.closed:
                self._cancel(action, "cancelled by request")
                return True
        return False

    @property
    def has_exempt(self) -> bool:
        """Whether an action runs that may end after the agent has begun to."""
        return any(action.exempt for action in self._running.values())

    def exempt(self, context: Context) -> None:
        """Lets the action of a context end by itself: it asked for the agent's end."""
        for action in self._running.values():
            if action.context is context:
                action.exempt = True

    def cancel_all(self, why: str) -> None:
        """Cancels all that run, but those that asked for the agent's end."""
        for action in list(self._running.values()):
            if not action.exempt:
                self._cancel(action, why)

    def revoke(self, held: Held) -> None:
        """Forgets a request: it was answered otherwise, or comes again."""
        if self._waiting.get(held.sequence) is held:
            del self._waiting[held.sequence]
            self._home.messenger.session.give_credit()
        action = self._running.get(held.sequence)
        if action is not None and action.held is held:
            self._stop(action)

    async def idle(self, limit: float = math.inf) -> bool:
        """Waits until no action's code runs; False when the seconds passed first."""
        if limit <= 0:
            return self._idle.is_set()
        try:
            await asyncio.wait_for(self._idle.wait(), None if math.isinf(limit) else limit)
        except TimeoutError:
            return False
        return True

    def _start_waiting(self) -> None:
        for held in list(self._waiting.values()):
            if self._state != "open" or self._active >= self._most:
                return
            if self._waiting.pop(held.sequence, None) is not None:
                self._start(held)

    def _start(self, held: Held) -> None:
        session = self._home.messenger.session
        prepared = prepare(self._home, held.envelope)
        refused = isinstance(prepared, Envelope)
        if refused or math.isinf(self._most):
            session.give_credit()
        if isinstance(prepared, Envelope):
            self._respond(held, prepared)
            return
        action = RunningAction(held, self._context_of(held), prepared)
        self._running[held.sequence] = action
        self._active += 1
        self._idle.clear()
        remaining = action.context.remaining
        if remaining is not None:
            action.timer = asyncio.get_running_loop().call_later(max(0.0, remaining), self._expire, action)
        if prepared.redeliverable or (held.begun and not self._line):
            self._begin(action)
            return
        self._line[action] = None
        action.ready = held.begun
        if not held.begun:
            session.acknowledge(held, lambda kept: self._acknowledged(action, kept))

    def _acknowledged(self, action: RunningAction, kept: bool) -> None:
        if kept:
            action.ready = True
            self._advance()
        else:
            self._stop(action)

    def _advance(self) -> None:
        while self._line and self._home.messenger.session.over is None:
            first = next(iter(self._line))
            if not first.ready:
                return
            del self._line[first]
            self._begin(first)

    def _context_of(self, held: Held) -> Context:
        request = held.envelope
        deadline = None
        if request.HasField("timeout"):
            deadline = datetime.now(UTC) + timedelta(seconds=seconds_of(request.timeout))
        return Context(
            agent_id=self._outside.agent_id,
            run_attempt=self._outside.run_attempt,
            draining=self._outside.draining,
            caller=EntityId.of(request.src) if request.HasField("src") else None,
            action=request.action,
            attempt=held.attempt,
            deadline=deadline,
            traceparent=request.traceparent,
            tracestate=request.tracestate,
        )

    def _begin(self, action: RunningAction) -> None:
        action.held.running = True
        scope = contextvars.copy_context()
        scope.run(current_scope.set, Scope(self._home.messenger, action.context))
        action.task = asyncio.get_running_loop().create_task(self._perform(action), context=scope)
        # Not in the task itself: one that is cancelled before its first step runs no code at all.
        action.task.add_done_callback(lambda _: self._ended(action))

    async def _perform(self, action: RunningAction) -> None:
        try:
            answer = await perform(self._home, action.held, action.prepared)
        except asyncio.CancelledError:
            # Where nobody asked for that, the caller is yet to be told.
            answer = _cancelled("the action was cancelled from within")
        self._respond(action.held, answer)

    def _ended(self, action: RunningAction) -> None:
        if action.over:
            return
        action.over = True
        if action.timer is not None:
            action.timer.cancel()
        if self._running.get(action.held.sequence) is action:
            del self._running[action.held.sequence]
        self._line.pop(action, None)
        self._active -= 1
        if not math.isinf(self._most):
            self._home.messenger.session.give_credit()
        self._advance()
        if self._waiting:
            self._start_waiting()
        if self._active == 0:
            self._idle.set()

    def _cancel(self, action: RunningAction, why: str) -> None:
        self._respond(action.held, _cancelled(why))
        self._stop(action)

    def _expire(self, action: RunningAction) -> None:
        message = "its deadline passed before it was answered"
        self._respond(action.held, refusal(message_pb2.ANSWER_STATUS_EXPIRED, "Expired", message))
        self._stop(action)

    def _stop(self, action: RunningAction) -> None:
        # Code that runs is told; an action that has not begun never will.
        action.context.cancel()
        if action.task is not None:
            action.task.cancel()
        else:
            self._ended(action)

    def _respond(self, held: Held, answer: Envelope) -> None:
        session = self._home.messenger.session
        if held.envelope.kind == message_pb2.MESSAGE_KIND_EVENT:
            session.drop(held)
        else:
            session.respond(held, answer)


def _asks(held: Held, caller: EntityId, id: str) -> bool:
    return held.envelope.id == id and EntityId.of(held.envelope.src) == caller


def _cancelled(message: str) -> Envelope:
    return refusal(message_pb2.ANSWER_STATUS_CANCELLED, "Cancelled", message)
