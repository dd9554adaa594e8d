"""What arrives at a mailbox, as Academy's messages."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from academy.exception import DeserializationMethodProhibitedError
from academy.identifier import EntityId
from academy.message import Message, UserErrorResponse
from academy.serialize import SerializationStrategy

from lyceum.academy import dialect, wire
from lyceum.academy.entities import EntityBook
from lyceum.academy.foreign import ForeignAgents, read_answer
from lyceum.academy.hosted import Hosted
from lyceum.academy.mailbox import Mailbox
from lyceum.academy.recent import Recent
from lyceum.description import DESCRIBE_ACTION
from lyceum.session import Held
from lyceum.v1 import message_pb2
from lyceum.v1.message_pb2 import Envelope

_DRAIN_LABEL = "lyceum.drain"


class Reader:
    """Reads deliveries, and answers itself what no program should see."""

    def __init__(self, mailbox_id: EntityId, mailbox: Mailbox, hosted: Hosted | None, *, allow_pickle: bool) -> None:
        self._mailbox_id = mailbox_id
        self._mailbox = mailbox
        self._hosted = hosted
        self._allow_pickle = allow_pickle
        self._answered = Recent()
        self.book = EntityBook()
        self.owed: dict[tuple[EntityId, Any], Held] = {}
        """Requests that were handed out and not answered, by who asked and the tag."""
        self.asked: dict[str, str] = {}
        """Kinds of the requests that wait for their answer, by id."""
        self.foreign = ForeignAgents(self.book)

    def read(self, held: Held) -> Message[Any] | None:
        """Reads what was taken; None where the program has no use for it."""
        envelope = held.envelope
        self._mailbox.credit(held)
        if envelope.kind == message_pb2.MESSAGE_KIND_RESPONSE:
            self._mailbox.settle(held)
            return self._read_answer(envelope)
        if envelope.kind == message_pb2.MESSAGE_KIND_EVENT:
            self._mailbox.settle(held)
            return None
        try:
            message = self._read_request(held)
        except wire.BadMessageError as error:
            failure = message_pb2.Failure(type="BadMessage", message=f"the request cannot be read: {error}", language="python")
            self._mailbox.respond(held, Envelope(status=error.status, failure=failure))
            return None
        if message is None:
            return None
        if not self._allow_pickle and wire.is_pickled(message):
            refused = UserErrorResponse(serialization=SerializationStrategy.JSON, exception=DeserializationMethodProhibitedError())
            self._mailbox.respond(held, wire.answer_of(message.create_response(refused)))
            return None
        self.owed[(message.src, message.tag)] = held
        return message

    def _read_request(self, held: Held) -> Message[Any] | None:
        envelope = held.envelope
        if envelope.protocol == wire.PROTOCOL:
            return wire.message_of(envelope, self._mailbox_id, self.book)
        if self._hosted is not None and self._hosts(held, self._hosted):
            return None
        return dialect.message_of(envelope, self._mailbox_id, self.book, self._hosted)

    def _hosts(self, held: Held, hosted: Hosted) -> bool:
        """Does what the host does, not the agent."""
        envelope = held.envelope
        if envelope.kind == message_pb2.MESSAGE_KIND_ACTION and envelope.action == DESCRIBE_ACTION:
            self._mailbox.respond(held, hosted.describe())
        elif envelope.kind == message_pb2.MESSAGE_KIND_SHUTDOWN and envelope.label == _DRAIN_LABEL:
            self._mailbox.respond(held, Envelope(status=message_pb2.ANSWER_STATUS_OK))
            self._mailbox.pause()
            hosted.drain(envelope)
        else:
            return False
        return True

    def _read_answer(self, envelope: Envelope) -> Message[Any] | None:
        again = self.foreign.answered(envelope)
        if again is not None:
            self._say_again(again, envelope)
            return None
        # An answer may come twice, and Academy's clients do not survive the second.
        if self._answered.seen((envelope.src.uid, envelope.id)):
            return None
        asked = self.asked.pop(envelope.id, "action-request")
        if envelope.protocol != wire.PROTOCOL:
            return read_answer(envelope, self._mailbox_id, self.book, asked=asked)
        if not envelope.body:
            return wire.answer_message_of(envelope, self._mailbox_id, self.book, asked=asked)
        try:
            message = wire.message_of(envelope, self._mailbox_id, self.book)
        except wire.BadMessageError:
            envelope.status = message_pb2.ANSWER_STATUS_INCOMPATIBLE_PROTOCOL
            return wire.answer_message_of(envelope, self._mailbox_id, self.book, asked=asked)
        if not self._allow_pickle and wire.is_pickled(message):
            return wire.without_pickle(message)
        return message

    def _say_again(self, again: Envelope, refusal: Envelope) -> None:
        asked = self.asked.get(again.id, "action-request")

        def sent(future: Future[None]) -> None:
            if future.exception() is not None:
                self.asked.pop(again.id, None)
                self._mailbox.loop_back(wire.answer_message_of(refusal, self._mailbox_id, self.book, asked=asked))

        self._mailbox.send(again).add_done_callback(sent)
