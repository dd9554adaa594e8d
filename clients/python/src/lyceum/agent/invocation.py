"""Running an action's code."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lyceum.agent.arguments import HandleMaker
from lyceum.agent.declarations import Result
from lyceum.agent.part_stream import PartStream
from lyceum.agent.table import Action, Table
from lyceum.agent.threads import Threads
from lyceum.description import DESCRIBE_ACTION
from lyceum.errors import InvalidArgumentsError, LyceumError
from lyceum.failure import failure_of, failure_to_proto, own_failure
from lyceum.messenger import Messenger
from lyceum.payload import BYTES_TYPE, JSON_TYPE, PROTOBUF_TYPE, base_type, decode_arguments, encode_value
from lyceum.session import MAX_MESSAGE_BYTES, Held
from lyceum.v1 import message_pb2
from lyceum.v1.message_pb2 import Envelope

if TYPE_CHECKING:
    from lyceum.agent.agent import Agent

_DEFAULT_TYPES = (JSON_TYPE, PROTOBUF_TYPE, BYTES_TYPE)
_ROOM_BESIDE_BODY = 65_536

AnswerStatus = message_pb2.AnswerStatus


@dataclass(frozen=True, slots=True)
class ActionHome:
    """What actions run on."""

    agent: Agent
    table: Table
    messenger: Messenger
    allowed_media_types: Sequence[str] | None
    """None means JSON, protobuf and raw bytes."""
    handle: HandleMaker
    threads: Threads


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request that fits an action, ready to run."""

    name: str
    run: Callable[[], Any]
    threaded: bool
    redeliverable: bool


def prepare(home: ActionHome, request: Envelope) -> Prepared | Envelope:
    """Finds the action that a request names and makes its arguments; or tells what the request is refused with."""
    name = request.action
    if name == DESCRIBE_ACTION:
        return Prepared(name, lambda: _immediate(home.table.describe()), threaded=False, redeliverable=True)
    action = home.table.actions.get(name)
    if action is None:
        message = f"{home.table.lineage[0]} does not have an action named {name!r}; ask it by {DESCRIBE_ACTION} what it has"
        return refusal(message_pb2.ANSWER_STATUS_ACTION_NOT_FOUND, "ActionNotFound", message)
    allowed = _DEFAULT_TYPES if home.allowed_media_types is None else home.allowed_media_types
    if request.body and base_type(request.media_type) not in allowed:
        given = request.media_type or JSON_TYPE
        message = f"the agent does not accept arguments of type {given}, but {', '.join(allowed)}"
        return refusal(message_pb2.ANSWER_STATUS_INVALID_ARGUMENTS, "MediaTypeNotAllowed", message)
    try:
        return _fitted(home, action, request)
    except InvalidArgumentsError as error:
        message = f"arguments of {name}: {error}"
        return refusal(message_pb2.ANSWER_STATUS_INVALID_ARGUMENTS, "InvalidArguments", message)


def refusal(status: message_pb2.AnswerStatus.ValueType, type: str, message: str) -> Envelope:
    """An answer that says why there is no better one."""
    return Envelope(status=status, failure=failure_to_proto(own_failure(type, message)))


async def perform(home: ActionHome, held: Held, prepared: Prepared) -> Envelope:
    """Runs an action's code and tells how it is to be answered.

    Raises:
        asyncio.CancelledError: the action was cancelled; nothing else, whatever its code raises.
    """
    parts = PartStream(home.messenger, held)
    try:
        if prepared.threaded:
            result = await home.threads.run(prepared.run)
        else:
            result = prepared.run()
            if inspect.isawaitable(result):
                result = await result
        if inspect.isasyncgen(result):
            result = await _stream(parts, result)
        elif inspect.isgenerator(result):
            result = await _stream(parts, _threaded(home.threads, result))
        await parts.flush()
        return _answer_with(result, prepared.name, parts.count)
    except asyncio.CancelledError:
        parts.stop()
        raise
    except BaseException as error:  # Not even SystemExit of an action ends the host.
        # The parts so far go first: an answer ends the stream.
        with contextlib.suppress(LyceumError):
            await parts.flush()
        parts.stop()
        failure = failure_to_proto(failure_of(error))
        return Envelope(status=message_pb2.ANSWER_STATUS_FAILED, failure=failure, part=parts.count)


async def _immediate(value: object) -> object:
    return value


def _fitted(home: ActionHome, action: Action, request: Envelope) -> Prepared:
    args, kwargs = decode_arguments(request.media_type, request.body)
    bound = action.parameters.fit(args, kwargs, home.handle)
    method = getattr(home.agent, action.method)
    return Prepared(action.name, lambda: method(*bound.args, **bound.kwargs), action.threaded, action.redeliverable)


async def _stream(parts: PartStream, results: AsyncGenerator[Any, Any]) -> Any:
    async with contextlib.aclosing(results):
        async for each in results:
            if isinstance(each, Result):
                return each.value
            await parts.send(each)
    return None


async def _threaded(threads: Threads, results: Generator[Any, Any, Any]) -> AsyncGenerator[Any, None]:
    def step() -> tuple[bool, Any]:
        try:
            return True, next(results)
        except StopIteration as end:
            return False, end.value

    try:
        while True:
            more, value = await threads.run(step)
            if not more:
                yield Result(value)
                return
            yield value
    finally:
        # A generator that runs in its thread at this moment refuses to be closed; it ends once it is forgotten.
        with contextlib.suppress(ValueError):
            results.close()


def _answer_with(result: object, name: str, parts: int) -> Envelope:
    media_type, body = encode_value(result)
    if len(body) <= MAX_MESSAGE_BYTES - _ROOM_BESIDE_BODY:
        return Envelope(status=message_pb2.ANSWER_STATUS_OK, media_type=media_type, body=body, part=parts)
    message = f"the result of {name} has {len(body)} bytes, more than a message can have; return less, or stream it in parts"
    failure = failure_to_proto(own_failure("ResultTooLarge", message, non_retryable=True))
    return Envelope(status=message_pb2.ANSWER_STATUS_FAILED, failure=failure, part=parts)
