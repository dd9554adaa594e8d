"""Items of a session on their way to the exchange."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lyceum.errors import LyceumError
from lyceum.session.carrier import Budget
from lyceum.session.held import Held
from lyceum.status import error_of_item
from lyceum.v1 import message_pb2
from lyceum.v1.exchange_pb2 import FailedItem, SessionUpdate, Settlement
from lyceum.v1.message_pb2 import Envelope

Taken = Callable[[LyceumError | None], None]
"""Told once what became of an item: None means that the exchange took it."""

PARTS_LABEL = "lyceum.parts"
"""Label of the ping by which an agent asks whether the parts that it sent so far were read."""

_ITEM_BYTES = 32


@dataclass(slots=True, eq=False)
class Entry:
    """What a session does."""

    send: Envelope | None = None
    settle: Settlement | None = None
    closes: Held | None = None
    """The delivery that it settles for good."""
    taken: Taken | None = None
    patient: bool = False
    """Whether nobody waits for the exchange to have it."""
    sequence: int = 0
    """0 until it is first written; then it is never changed within its session."""
    bytes: int = 0

    def __post_init__(self) -> None:
        message = self.send if self.settle is None else self.settle
        assert message is not None
        self.bytes = message.ByteSize() + _ITEM_BYTES

    @property
    def finishes(self) -> bool:
        """Whether it brings to an end what was begun, so that a server which is to stop gets it, too."""
        send = self.send
        if send is None or send.kind == message_pb2.MESSAGE_KIND_PART:
            return True
        return send.kind == message_pb2.MESSAGE_KIND_PING and send.label == PARTS_LABEL


class Outbox:
    """Items that wait, and those that were written and are not confirmed, which are kept to be sent again."""

    def __init__(self) -> None:
        # Acknowledgements that an answer in the same frame makes needless.
        self._due: dict[Held, Entry] = {}
        self._sends: deque[Entry] = deque()
        self._finishing: deque[Entry] = deque()
        self._again: deque[Entry] = deque()
        self._sent: deque[Entry] = deque()
        self._sequence = 0

    def waits(self, *, sends_too: bool) -> bool:
        """Whether something waits to be written."""
        return bool(self._again or self._due or self._finishing or (sends_too and self._sends))

    @property
    def empty(self) -> bool:
        """Whether all was written and confirmed."""
        return not self._sent and not self.waits(sends_too=True)

    def add(self, entry: Entry) -> None:
        """Takes an item to be written."""
        (self._finishing if entry.finishes else self._sends).append(entry)

    def acknowledge(self, held: Held, entry: Entry) -> None:
        """Takes an acknowledgement, unless it is retracted before the next frame is written."""
        self._due[held] = entry

    def retract(self, held: Held) -> None:
        """Takes back an acknowledgement that is not yet written, of a delivery that was closed otherwise."""
        entry = self._due.pop(held, None)
        if entry is not None and entry.taken is not None:
            entry.taken(None)

    def fill(self, update: SessionUpdate, budget: Budget, *, sends_too: bool) -> bool:
        """Writes the next items, within the budget: what a cut stream may have lost, what finishes work, messages.

        Tells whether nobody waits for any of them.
        """
        self._finishing.extend(self._due.values())
        self._due.clear()
        patient = True
        while budget.items > 0:
            # An item that is larger than a frame should be has one to itself.
            entry = self._next(sends_too=sends_too, max_bytes=math.inf if budget.empty else budget.bytes)
            if entry is None:
                break
            update.items.add(sequence=entry.sequence, send=entry.send, settle=entry.settle)
            patient = patient and entry.patient
            budget.items -= 1
            budget.bytes -= entry.bytes
            budget.empty = False
        return patient

    def _next(self, *, sends_too: bool, max_bytes: float) -> Entry | None:
        queue = self._again or self._finishing or (self._sends if sends_too else self._finishing)
        if not queue or queue[0].bytes > max_bytes:
            return None
        entry = queue.popleft()
        if entry.sequence == 0:
            self._sequence += 1
            entry.sequence = self._sequence
        self._sent.append(entry)
        return entry

    def confirm(self, through: int, failed: Iterable[FailedItem]) -> list[tuple[Entry, LyceumError | None]]:
        """Takes note that items up to a sequence were taken, but for those that failed; tells which, in order."""
        errors = {item.sequence: item.error for item in failed}
        done: list[tuple[Entry, LyceumError | None]] = []
        # Those that wait to be written again may have been taken, too: a grant tells.
        for queue in (self._sent, self._again):
            while queue and queue[0].sequence <= through:
                entry = queue.popleft()
                error = errors.get(entry.sequence)
                done.append((entry, None if error is None else error_of_item(error)))
        return done

    def rewind(self) -> None:
        """The session goes on, on a new stream: what was not confirmed is written again, as it was."""
        self._sent.extend(self._again)
        self._again = self._sent
        self._sent = deque()

    def restart(self) -> list[Entry]:
        """A new session begins: messages go with new numbers; tells the settlements of the old session's deliveries, which are void."""
        self.rewind()
        entries = [*self._again, *self._due.values(), *self._finishing, *self._sends]
        messages = [each for each in entries if each.send is not None]
        for queue in (self._again, self._due, self._finishing):
            queue.clear()
        self._sequence = 0
        for entry in messages:
            entry.sequence = 0
        self._sends = deque(messages)
        return [each for each in entries if each.settle is not None]

    def abandon(self) -> list[Entry]:
        """Gives up all that waits or is not confirmed."""
        entries = [*self._sent, *self._again, *self._due.values(), *self._finishing, *self._sends]
        for queue in (self._sent, self._again, self._due, self._finishing, self._sends):
            queue.clear()
        return entries
