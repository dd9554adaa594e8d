"""What a request failed with, of its answer."""

from __future__ import annotations

from lyceum.error_of import error_of
from lyceum.errors import AgentError, ErrorDetails, Failure, InvalidStateError, LyceumError
from lyceum.failure import failure_from_proto
from lyceum.v1 import message_pb2
from lyceum.v1.message_pb2 import Envelope

_PREFIX = "ANSWER_STATUS_"


def error_of_answer(answer: Envelope) -> LyceumError | None:
    """What the request failed with; None when it went well."""
    if answer.status == message_pb2.ANSWER_STATUS_OK:
        return None
    told = failure_from_proto(answer.failure) if answer.HasField("failure") else None
    if answer.status == message_pb2.ANSWER_STATUS_FAILED:
        return AgentError(told or Failure("Error", "the agent did not say why"))
    message = told.message if told is not None else "the request was not carried out"
    error: LyceumError
    if answer.status == message_pb2.ANSWER_STATUS_INVALID_STATE:
        error = InvalidStateError(message)
    else:
        facts = {"uid": answer.src.uid} if answer.HasField("src") else {}
        error = error_of(message, ErrorDetails(reason=_reason_of(answer.status), facts=facts))
    if told is not None and told.cause is not None:
        error.__cause__ = AgentError(told.cause)
    return error


def _reason_of(status: message_pb2.AnswerStatus.ValueType) -> str:
    # Statuses have the names of reasons, but for one.
    if status == message_pb2.ANSWER_STATUS_CANCELLED:
        return "REQUEST_CANCELLED"
    descriptor = message_pb2.AnswerStatus.DESCRIPTOR.values_by_number.get(status)
    return f"{_PREFIX}{status}" if descriptor is None else descriptor.name.removeprefix(_PREFIX)
