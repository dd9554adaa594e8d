"""Academy's requests to agents of other SDKs, which speak `lyceum/1` alone."""

from __future__ import annotations

from typing import Any

from academy.identifier import EntityId
from academy.message import ActionRequest, ActionResponse, CancelRequest, Header, Message, PingRequest, ShutdownRequest
from academy.serialize import SerializationStrategy

from academy import __version__
from lyceum.academy.entities import EntityBook, uuid_of
from lyceum.academy.values import plain
from lyceum.academy.wire import answer_message_of
from lyceum.errors import LyceumError
from lyceum.payload import decode_value, encode_arguments
from lyceum.v1 import message_pb2
from lyceum.v1.message_pb2 import Envelope

_MOST_KEPT_BYTES = 16_384
"""A larger request to an agent that is not known yet is not kept to be said again in its language."""


class ForeignAgents:
    """Learns which agents are Academy's. The first request to one that is not is refused, and then said again in `lyceum/1`."""

    def __init__(self, book: EntityBook) -> None:
        self._book = book
        self._foreign: dict[EntityId, bool] = {}
        self._kept: dict[str, Message[Any]] = {}

    def speaks_academy(self, dest: EntityId) -> bool:
        """Whether requests are written as Academy's, until more is known."""
        return not self._foreign.get(dest, False)

    def keep(self, message: Message[Any], envelope: Envelope) -> None:
        """Keeps a request until it is known whether it was understood."""
        if message.dest not in self._foreign and len(envelope.body) <= _MOST_KEPT_BYTES:
            self._kept[envelope.id] = message

    def forget(self, envelope: Envelope) -> None:
        """The request was not sent."""
        self._kept.pop(envelope.id, None)

    def answered(self, envelope: Envelope) -> Envelope | None:
        """Takes note of an answer; gives the request to send in the place of one that was not understood."""
        message = self._kept.pop(envelope.id, None)
        if message is None:
            return None
        refused = envelope.status == message_pb2.ANSWER_STATUS_INCOMPATIBLE_PROTOCOL and not envelope.body
        if not refused:
            # What the exchange says in an agent's place tells nothing of the agent.
            if envelope.body:
                self._foreign[message.dest] = False
            return None
        try:
            again = self.request_of(message)
        except LyceumError:
            return None
        self._foreign[message.dest] = True
        return again

    def request_of(self, message: Message[Any]) -> Envelope:
        """Writes a request in `lyceum/1`; values as JSON, whichever serialiser was asked for.

        Raises:
            SerializationError: JSON has no form for an argument.
        """
        body = message.body
        envelope = Envelope(id=str(message.tag), dest=self._book.write(message.dest), label=str(message.label or ""))
        if isinstance(body, ActionRequest):
            envelope.kind = message_pb2.MESSAGE_KIND_ACTION
            envelope.action = body.action
            envelope.media_type, envelope.body = encode_arguments(plain(body.get_args()), plain(body.get_kwargs()))
        elif isinstance(body, PingRequest):
            envelope.kind = message_pb2.MESSAGE_KIND_PING
        elif isinstance(body, CancelRequest):
            envelope.kind = message_pb2.MESSAGE_KIND_CANCEL
            envelope.target_id = str(body.target_tag)
        elif isinstance(body, ShutdownRequest):
            envelope.kind = message_pb2.MESSAGE_KIND_SHUTDOWN
            if body.terminate is not None:
                envelope.terminate = body.terminate
        return envelope


def read_answer(envelope: Envelope, me: EntityId, book: EntityBook, *, asked: str) -> Message[Any]:
    """Reads an answer in `lyceum/1`."""
    if envelope.status != message_pb2.ANSWER_STATUS_OK or asked != "action-request":
        return answer_message_of(envelope, me, book, asked=asked)
    try:
        result = decode_value(envelope.media_type, envelope.body)
    except LyceumError as error:
        envelope.status = message_pb2.ANSWER_STATUS_FAILED
        envelope.failure.type, envelope.failure.message = "SerializationError", str(error)
        return answer_message_of(envelope, me, book, asked=asked)
    label = uuid_of(envelope.label) if envelope.label else None
    src, tag = book.read(envelope.src), uuid_of(envelope.id)
    header = Header(src=src, dest=me, tag=tag, label=label, kind="response", academy_version=__version__)
    return Message(header=header, body=ActionResponse(result=result, serialization=SerializationStrategy.JSON))
