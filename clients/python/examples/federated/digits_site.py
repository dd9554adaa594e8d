"""A site of the federated example: it holds a shard of the digits, and learns from it without giving it away."""

import os

from learner import Model, Shard

from lyceum import Agent, action

TravellingModel = dict[str, list[float]]


class Site(Agent):
    """Learns from a shard of the digits, and keeps it."""

    def __init__(self, index: int, count: int) -> None:
        """Args: index of this site, from 0, and how many there are."""
        self._index = index
        self._whole, self._test = Shard.all()
        self._shard = self._whole.part(index, count)

    # It may run again when the site was lost meanwhile: learning from the same model comes to the same.
    @action(redeliverable=True)
    def train(self, round: int, model: TravellingModel) -> dict[str, object]:
        """Learns from the shard, beginning with a model; tells what became of it, and from how many images."""
        trained = self._shard.train(Model.of_json(model), seed=1_000 * round + self._index)
        return {"model": trained.to_json(), "samples": len(self._shard)}

    @action(redeliverable=True)
    def accuracy(self, model: TravellingModel) -> float:
        """The share of the test images that a model tells right."""
        return self._test.accuracy(Model.of_json(model))

    @action(redeliverable=True)
    def learn_whole(self, rounds: int) -> float:
        """What learning from all images in one place, for as many rounds, comes to: the accuracy."""
        model = Model.blank()
        for round in range(rounds):
            model = self._whole.train(model, seed=round)
        return self._test.accuracy(model)

    @action
    async def pid(self) -> int:
        """The process that runs the site, for whoever wants to see it killed."""
        return os.getpid()
