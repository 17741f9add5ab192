"""Recipes: everything that decides how a network is trained, as data. Given."""

from dataclasses import dataclass

import numpy as np

from .network import Network
from .optimizers import SCHEDULES, Adam, GradientDescent, Momentum, RMSProp

OPTIMIZERS = {
    "gradient descent": GradientDescent,
    "momentum": Momentum,
    "rmsprop": RMSProp,
    "adam": Adam,
}


@dataclass(frozen=True)
class Recipe:
    """All but the seed. With a `batch_size` of None every step sees all samples. Given."""

    name: str
    sizes: tuple
    initialisation: str  # "zeros" or "he"
    optimizer: str
    learning_rate: float
    schedule: str
    batch_size: int | None
    l2: float
    epochs: int

    def build_network(self, rng, dtype=np.float32):
        """A fresh network of these sizes."""
        return Network(self.sizes, rng if self.initialisation == "he" else None, dtype)

    def build_optimizer(self):
        """A fresh optimizer at this learning rate."""
        return OPTIMIZERS[self.optimizer](self.learning_rate)

    def rate(self, progress):
        """The learning rate when this share of the training is done, 0 to 1."""
        return self.learning_rate * SCHEDULES[self.schedule](progress)
