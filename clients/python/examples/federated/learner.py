"""Learns to tell handwritten digits apart, by softmax regression."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

CLASSES = 10
PIXELS = 64
MAX_PIXEL = 16.0
EPOCHS = 4
BATCH = 16
RATE = 0.1
# Every fifth image is for the test, and no site learns from it.
TEST_EVERY = 5
# Each site has a few runs of the images in the order of their digits, so that none sees all digits alike (as in McMahan et al. 2017).
RUNS_PER_SITE = 4


@dataclass(frozen=True)
class Model:
    """A weight for each pixel and class, and a bias for each class."""

    weights: Floats
    biases: Floats

    @staticmethod
    def blank() -> "Model":
        """A model that has learned nothing."""
        return Model(np.zeros((PIXELS, CLASSES)), np.zeros(CLASSES))

    @staticmethod
    def of_json(value: dict[str, list[float]]) -> "Model":
        """Reads a model as it travels."""
        return Model(np.array(value["weights"], np.float64).reshape(PIXELS, CLASSES), np.array(value["biases"], np.float64))

    def to_json(self) -> dict[str, list[float]]:
        """The model as it travels."""
        return {"weights": self.weights.ravel().tolist(), "biases": self.biases.tolist()}


@dataclass(frozen=True)
class Shard:
    """Images, and which digits they show."""

    images: Floats
    digits: Integers

    @staticmethod
    def all() -> tuple["Shard", "Shard"]:
        """The images to learn from and those for the test."""
        images, digits = load_digits(return_X_y=True)
        tested = np.arange(len(digits)) % TEST_EVERY == 0
        scaled = images / MAX_PIXEL
        return Shard(scaled[~tested], digits[~tested]), Shard(scaled[tested], digits[tested])

    def part(self, index: int, count: int) -> "Shard":
        """What one of so many sites has."""
        ordered = np.argsort(self.digits, kind="stable")
        runs = np.array_split(ordered, RUNS_PER_SITE * count)
        mine = np.concatenate(runs[index::count])
        return Shard(self.images[mine], self.digits[mine])

    def __len__(self) -> int:
        """How many images there are."""
        return len(self.digits)

    def train(self, model: Model, seed: int) -> Model:
        """Goes through the images a few times, in an order that the seed gives."""
        weights, biases = model.weights.copy(), model.biases.copy()
        random = np.random.default_rng(seed)
        for _ in range(EPOCHS):
            order = random.permutation(len(self))
            for start in range(0, len(order), BATCH):
                batch = order[start : start + BATCH]
                error = probabilities(Model(weights, biases), self.images[batch])
                error[np.arange(len(batch)), self.digits[batch]] -= 1
                weights -= RATE * self.images[batch].T @ error / len(batch)
                biases -= RATE * error.mean(axis=0)
        return Model(weights, biases)

    def accuracy(self, model: Model) -> float:
        """The share of the images that a model tells right."""
        return float((probabilities(model, self.images).argmax(axis=1) == self.digits).mean())


def probabilities(model: Model, images: Floats) -> Floats:
    """How likely a model thinks each digit to be, an image a row."""
    scores = images @ model.weights + model.biases
    scores -= scores.max(axis=1, keepdims=True)
    likely: Floats = np.exp(scores)
    likely /= likely.sum(axis=1, keepdims=True)
    return likely
