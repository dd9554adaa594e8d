"""Academy's messages in Lyceum's envelopes, as protocol `academy/1`: the body is the whole message, as on Academy's other exchanges.

The exchange reads the envelope alone. So it knows a request from a ping and a failure from a result, and can answer in an agent's place.
"""

from __future__ import annotations

from typing import Any

from academy.exception import DeserializationMethodProhibitedError
from academy.identifier import EntityId
from academy.message import (
    AcademyErrorResponse,
    ActionRequest,
    CancelRequest,
    ErrorCode,
    Header,
    Message,
    ShutdownRequest,
    SuccessResponse,
    UserErrorResponse,
)
from academy.serialize import SerializationStrategy
from packaging.version import InvalidVersion, Version

from academy import __version__
from lyceum.academy.entities import EntityBook, uuid_of
from lyceum.academy.errors import AgentHostLostError, NotAnsweredError, RemoteFailureError
from lyceum.v1 import message_pb2
from lyceum.v1.message_pb2 import Envelope, Failure

PROTOCOL = "academy/1"

_REQUESTS = {
    "action-request": message_pb2.MESSAGE_KIND_ACTION,
    "ping-request": message_pb2.MESSAGE_KIND_PING,
    "cancel-request": message_pb2.MESSAGE_KIND_CANCEL,
    "shutdown-request": message_pb2.MESSAGE_KIND_SHUTDOWN,
}
STATUSES = {
    ErrorCode.MAILBOX_TERMINATED: message_pb2.ANSWER_STATUS_FAILED,
    ErrorCode.PING_CANCELLED: message_pb2.ANSWER_STATUS_CANCELLED,
    ErrorCode.ACTION_INVALID_STATE: message_pb2.ANSWER_STATUS_INVALID_STATE,
    ErrorCode.ACTION_CANCELLED: message_pb2.ANSWER_STATUS_CANCELLED,
    ErrorCode.INVALID_CLIENT: message_pb2.ANSWER_STATUS_UNSUPPORTED,
    ErrorCode.INCOMPATIBLE_PROTOCOL: message_pb2.ANSWER_STATUS_INCOMPATIBLE_PROTOCOL,
}
_CODES = {
    message_pb2.ANSWER_STATUS_MAILBOX_TERMINATED: ErrorCode.MAILBOX_TERMINATED,
    message_pb2.ANSWER_STATUS_INVALID_STATE: ErrorCode.ACTION_INVALID_STATE,
    message_pb2.ANSWER_STATUS_UNSUPPORTED: ErrorCode.INVALID_CLIENT,
    message_pb2.ANSWER_STATUS_INCOMPATIBLE_PROTOCOL: ErrorCode.INCOMPATIBLE_PROTOCOL,
}
_UNANSWERED = {
    message_pb2.ANSWER_STATUS_EXPIRED: ("EXPIRED", "DEADLINE_EXCEEDED"),
    message_pb2.ANSWER_STATUS_UNDELIVERABLE: ("UNDELIVERABLE", "ABORTED"),
}


class BadMessageError(Exception):
    """A request cannot be read; `status` is how it is answered."""

    def __init__(self, message: str, status: message_pb2.AnswerStatus.ValueType = message_pb2.ANSWER_STATUS_INCOMPATIBLE_PROTOCOL) -> None:
        super().__init__(message)
        self.status = status


def request_of(message: Message[Any], book: EntityBook) -> Envelope:
    """Writes a request.

    Raises:
        Exception: whatever keeps its arguments from being serialised.
    """
    body = message.body
    kind = body.get("kind", "") if isinstance(body, dict) else body.kind
    envelope = Envelope(
        id=str(message.tag),
        kind=_REQUESTS.get(kind, message_pb2.MESSAGE_KIND_ACTION),
        dest=book.write(message.dest),
        label=str(message.label or ""),
        protocol=PROTOCOL,
        media_type="application/json",
        body=message.model_serialize(),
    )
    if isinstance(body, ActionRequest):
        envelope.action = body.action
    elif isinstance(body, CancelRequest):
        envelope.target_id = str(body.target_tag)
    elif isinstance(body, ShutdownRequest) and body.terminate is not None:
        envelope.terminate = body.terminate
    return envelope


def answer_of(message: Message[Any]) -> Envelope:
    """Writes an answer. A result that cannot be serialised becomes a failure: who asked is told, whatever happened."""
    try:
        return _answer_of(message)
    except Exception as error:
        body = UserErrorResponse(
            serialization=getattr(message.body, "serialization", SerializationStrategy.JSON),
            exception=TypeError(f"the answer cannot be serialised: {error}"),
        )
        return _answer_of(Message(header=message.header, body=body))


def _answer_of(message: Message[Any]) -> Envelope:
    answer = Envelope(status=message_pb2.ANSWER_STATUS_OK, media_type="application/json", body=message.model_serialize())
    body = message.body
    if isinstance(body, AcademyErrorResponse):
        answer.status = STATUSES.get(body.error_code, message_pb2.ANSWER_STATUS_FAILED)
        answer.failure.CopyFrom(Failure(type="AcademyError", message=ErrorCode(body.error_code).name, language="python"))
    elif isinstance(body, UserErrorResponse):
        answer.status = message_pb2.ANSWER_STATUS_FAILED
        failure = Failure(type=type(body.exception).__name__, message=_short(str(body.exception)), language="python")
        answer.failure.CopyFrom(failure)
    return answer


def message_of(envelope: Envelope, me: EntityId, book: EntityBook) -> Message[Any]:
    """Reads a request, or an answer that an Academy agent gave. Who sent it, and for which request, the exchange says, not the body.

    Raises:
        BadMessageError: it is none.
    """
    try:
        message: Message[Any] = Message.model_validate_json(envelope.body)
        if message.protocol_version is not None:
            Version(message.protocol_version)
    except (ValueError, InvalidVersion) as error:
        raise BadMessageError(str(error)) from error
    header = message.header
    src, tag = book.read(envelope.src), uuid_of(envelope.id)
    kind = "response" if envelope.kind == message_pb2.MESSAGE_KIND_RESPONSE else "request"
    if header.kind != kind:
        raise BadMessageError(f"the envelope is a {kind}, the message is none")
    if header.src != src or header.dest != me or header.tag != tag:
        message.header = header.model_copy(update={"src": src, "dest": me, "tag": tag})
    return message


def answer_message_of(envelope: Envelope, me: EntityId, book: EntityBook, *, asked: str) -> Message[Any]:
    """Makes the answer of which the exchange says by status alone how the request ended; `asked` is the kind of the request."""
    src = book.read(envelope.src)
    label = uuid_of(envelope.label) if envelope.label else None
    header = Header(src=src, dest=me, tag=uuid_of(envelope.id), label=label, kind="response", academy_version=__version__)
    return Message(header=header, body=_body_of(envelope, src, asked))


def is_pickled(message: Message[Any]) -> bool:
    """Whether reading it would load a pickle."""
    body = message.body
    return isinstance(body, dict) and body.get("serialization") == SerializationStrategy.PICKLE.value


def without_pickle(message: Message[Any]) -> Message[Any]:
    """Puts an error in the place of an answer that would be loaded as a pickle."""
    body = UserErrorResponse(serialization=SerializationStrategy.JSON, exception=DeserializationMethodProhibitedError())
    return Message(header=message.header, body=body)


def _body_of(envelope: Envelope, src: EntityId, asked: str) -> Any:
    status, failure = envelope.status, envelope.failure
    if status == message_pb2.ANSWER_STATUS_OK:
        return SuccessResponse()
    if status in _CODES:
        return AcademyErrorResponse(error_code=_CODES[status], mailbox_id=src)
    lost = status == message_pb2.ANSWER_STATUS_HOST_LOST
    if asked == "ping-request" and (lost or status == message_pb2.ANSWER_STATUS_CANCELLED):
        return AcademyErrorResponse(error_code=ErrorCode.PING_CANCELLED, mailbox_id=src)
    if status == message_pb2.ANSWER_STATUS_CANCELLED:
        return AcademyErrorResponse(error_code=ErrorCode.ACTION_CANCELLED, mailbox_id=src)
    return UserErrorResponse(serialization=SerializationStrategy.PICKLE, exception=_exception_of(status, failure))


def _exception_of(status: message_pb2.AnswerStatus.ValueType, failure: Failure) -> Exception:
    message = failure.message or message_pb2.AnswerStatus.Name(status)
    if status == message_pb2.ANSWER_STATUS_HOST_LOST:
        return AgentHostLostError(message)
    if status in _UNANSWERED:
        return NotAnsweredError(message, *_UNANSWERED[status])
    if status == message_pb2.ANSWER_STATUS_ACTION_NOT_FOUND:
        return AttributeError(message)
    return RemoteFailureError(message, failure.type, failure.stack)


def kind_of(message: Message[Any]) -> str:
    """What a request asks for."""
    body = message.body
    return str(body.get("kind", "") if isinstance(body, dict) else body.kind)


def _short(text: str, most: int = 1_000) -> str:
    return text[:most].encode("utf-8", "replace").decode("utf-8")
