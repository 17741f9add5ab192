"""How a network does on a set: its accuracy, its loss, and what it takes for what."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Evaluation:
    """The mean loss in nats; how often i was read as j (K, K); the answers (N, K). Given."""

    loss: float
    confusion: np.ndarray
    probabilities: np.ndarray

    @property
    def accuracy(self):
        """The share read correctly, 0 to 1."""
        return float(np.trace(self.confusion) / self.confusion.sum())


def evaluate(network, split):
    """Measure a network on a `Split`; return an `Evaluation`.

    `loss` is the mean of −log p over the samples, where p is the probability that the network
    gave to the right class. (If p was rounded to 0, take the smallest number that is not:
    ``np.finfo(p.dtype).tiny``.) ``confusion[i, j]`` counts the images of class i for which class j
    was the most probable.
    """
    ...
