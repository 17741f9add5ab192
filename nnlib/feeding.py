"""The feed of a training run: images and labels in shuffled batches, distorted if asked for."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from .data import Split, batches
from .images.augment import Distortion, distort
from .images.strokes import SIDE
from .network import Network
from .recipes import Recipe
from .sources import training_sets


class Feed:
    """The training set that a recipe asks for, and its way into the network.

    Parameters
    ----------
    train : Split
    recipe : Recipe

    Attributes
    ----------
    images : ndarray of uint8, shape (N, 784)
        MNIST's first, then the others of `training_sets`.
    labels : ndarray of int64, shape (N,)
    """

    def __init__(self, train: Split, recipe: Recipe):
        images, labels = zip(*training_sets(train, recipe), strict=True)
        self.images = np.concatenate([part.reshape(len(part), SIDE * SIDE) for part in images])
        self.labels = np.concatenate(labels)
        self.recipe = recipe
        self._whole: np.ndarray | None = None  # all of it, normalised: full-batch's only batch

    def epoch(
        self, network: Network, rng: np.random.Generator, progress: float
    ) -> Iterator[tuple[float, np.ndarray, np.ndarray]]:
        """Pass over the training set once, freshly shuffled, and distorted as this progress asks.

        Yields
        ------
        share : float
            The part of the epoch that is done, from 0 to just below 1.
        x, labels : ndarray, shapes (n, 784) and (n,)
            A batch, normalised.
        """
        plan = list(batches(len(self.labels), self.recipe.batch_size, rng))
        distortion = self.recipe.distortion and self.recipe.distortion.at(progress)
        inputs = self._inputs(network, plan, rng, distortion)
        for i, (rows, x) in enumerate(zip(plan, inputs, strict=True)):
            yield i / len(plan), x, self.labels[rows]

    def _inputs(self, network, plan: Sequence, rng, distortion: Distortion | None) -> Iterable:
        if distortion is not None:
            # Distorting takes longer than training on the result: two processor cores share it.
            return one_ahead(
                lambda rows: network.normalise(distort(self.images[rows], rng, distortion)), plan
            )
        if self.recipe.batch_size is not None:
            return (network.normalise(self.images[rows]) for rows in plan)
        if self._whole is None:
            self._whole = network.normalise(self.images)
        return [self._whole]


def one_ahead(function: Callable, arguments: Sequence) -> Iterator:
    """``map(function, arguments)``, each call made by a second thread while the last is in use.

    Only that thread calls `function`, in order, so it may draw random numbers.
    """
    with ThreadPoolExecutor(max_workers=1) as thread:
        following = thread.submit(function, arguments[0])
        for argument in arguments[1:]:
            current, following = following, thread.submit(function, argument)
            yield current.result()
        yield following.result()
