"""Requests of Lyceum's own protocol `lyceum/1`, which any language speaks, as Academy's messages; and Academy's answers to them."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from academy.identifier import EntityId
from academy.message import (
    AcademyErrorResponse,
    ActionRequest,
    ActionResponse,
    CancelRequest,
    ErrorCode,
    Header,
    Message,
    PingRequest,
    ShutdownRequest,
    UserErrorResponse,
)
from academy.serialize import SerializationStrategy

from academy import __version__
from academy import runtime as academy_runtime
from lyceum.academy.entities import EntityBook, uuid_of
from lyceum.academy.hosted import Hosted
from lyceum.academy.values import plain
from lyceum.academy.wire import STATUSES, BadMessageError
from lyceum.errors import LyceumError, SerializationError
from lyceum.failure import failure_of, failure_to_proto
from lyceum.payload import decode_arguments, encode_value
from lyceum.v1 import message_pb2
from lyceum.v1.message_pb2 import Envelope, Failure

PROTOCOL = "lyceum/1"


def message_of(envelope: Envelope, me: EntityId, book: EntityBook, hosted: Hosted | None) -> Message[Any]:
    """Reads a request. Its values are Python's already, so that nothing is left to be loaded.

    Raises:
        BadMessageError: its arguments cannot be read, or Academy has no such requests.
    """
    src, tag = book.read(envelope.src), uuid_of(envelope.id)
    label = uuid_of(envelope.label) if envelope.label else None
    header = Header(src=src, dest=me, tag=tag, label=label, kind="request", academy_version=__version__)
    return Message(header=header, body=_body_of(envelope, hosted))


def _body_of(envelope: Envelope, hosted: Hosted | None) -> Any:
    if envelope.kind == message_pb2.MESSAGE_KIND_ACTION:
        try:
            args, kwargs = decode_arguments(envelope.media_type, envelope.body)
        except LyceumError as error:
            raise BadMessageError(str(error), message_pb2.ANSWER_STATUS_INVALID_ARGUMENTS) from error
        if hosted is not None:
            args, kwargs = hosted.fit(envelope.action, args, kwargs)
        return ActionRequest(action=envelope.action, serialization=SerializationStrategy.JSON, pargs=tuple(args), kargs=kwargs)
    if envelope.kind == message_pb2.MESSAGE_KIND_PING:
        return PingRequest()
    if envelope.kind == message_pb2.MESSAGE_KIND_CANCEL:
        return CancelRequest(target_tag=uuid_of(envelope.target_id))
    if envelope.kind == message_pb2.MESSAGE_KIND_SHUTDOWN:
        return ShutdownRequest(terminate=envelope.terminate if envelope.HasField("terminate") else None)
    raise BadMessageError("Academy's agents answer no requests of this kind", message_pb2.ANSWER_STATUS_UNSUPPORTED)


def answer_of(message: Message[Any]) -> Envelope:
    """Writes an answer. A result that JSON has no form for becomes a failure."""
    body = message.body
    if isinstance(body, ActionResponse):
        try:
            media_type, data = encode_value(plain(body.result))
        except (SerializationError, RecursionError) as error:
            failure = Failure(
                type="SerializationError", message=f"the result cannot be sent: {error}", language="python", non_retryable=True
            )
            return Envelope(status=message_pb2.ANSWER_STATUS_FAILED, failure=failure)
        return Envelope(status=message_pb2.ANSWER_STATUS_OK, media_type=media_type, body=data)
    if isinstance(body, UserErrorResponse):
        return Envelope(status=_status_of(body.exception), failure=failure_to_proto(failure_of(body.exception)))
    if isinstance(body, AcademyErrorResponse):
        status = STATUSES.get(body.error_code, message_pb2.ANSWER_STATUS_FAILED)
        failure = Failure(type="AcademyError", message=ErrorCode(body.error_code).name, language="python")
        return Envelope(status=status, failure=failure)
    return Envelope(status=message_pb2.ANSWER_STATUS_OK)


def _status_of(error: BaseException) -> message_pb2.AnswerStatus.ValueType:
    """Tells an error of the call from one of the action: it was raised before the action's own code began."""
    if _raised_in_runtime(error.__traceback__):
        if isinstance(error, AttributeError):
            return message_pb2.ANSWER_STATUS_ACTION_NOT_FOUND
        if isinstance(error, TypeError):
            return message_pb2.ANSWER_STATUS_INVALID_ARGUMENTS
    return message_pb2.ANSWER_STATUS_FAILED


def _raised_in_runtime(trace: TracebackType | None) -> bool:
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_code.co_filename == academy_runtime.__file__
