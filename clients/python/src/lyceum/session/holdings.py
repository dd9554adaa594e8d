"""The deliveries that a session holds."""

from __future__ import annotations

from lyceum.session.held import Held
from lyceum.v1 import message_pb2
from lyceum.v1.message_pb2 import Delivery


class Holdings:
    """Deliveries by their sequence."""

    def __init__(self) -> None:
        self._held: dict[int, Held] = {}

    @property
    def sequences(self) -> list[int]:
        """Their sequences."""
        return list(self._held)

    @property
    def begun(self) -> list[int]:
        """Sequences of those that count as begun and whose actions did begin."""
        return [held.sequence for held in self._held.values() if held.begun and held.running]

    def take(self, delivery: Delivery) -> tuple[Held, Held | None] | None:
        """Takes a delivery, unless it is held already. What is held of an earlier attempt is void then, and given back."""
        before = self._held.get(delivery.sequence)
        if before is not None and before.attempt >= delivery.attempt:
            return None
        held = Held(delivery.sequence, delivery.attempt, delivery.envelope, begun=delivery.begun)
        self._held[delivery.sequence] = held
        return held, before

    def has(self, held: Held) -> bool:
        """Whether this very delivery is held."""
        return self._held.get(held.sequence) is held

    def acknowledged(self, held: Held) -> bool:
        """Notes that a delivery will not come again, which is all there is to an event; False when it was answered or void first."""
        if held.closed or not self.has(held):
            return False
        if held.envelope.kind == message_pb2.MESSAGE_KIND_EVENT:
            self.drop(held)
        return True

    def drop(self, held: Held) -> None:
        """Lets go of a delivery."""
        if self.has(held):
            del self._held[held.sequence]

    def clear(self) -> list[Held]:
        """Lets go of all."""
        held = list(self._held.values())
        self._held.clear()
        return held
