"""The data as training sees it; all but `batches` is given."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Split:
    """Images (N, 28, 28), uint8 with ink at 255, and labels (N,). Given."""

    images: np.ndarray
    labels: np.ndarray

    def __len__(self):
        return len(self.labels)


@dataclass(frozen=True)
class MNIST:
    """Learn from `train`, choose with `dev`, look at `test` once. Given."""

    train: Split
    dev: Split
    test: Split


def batches(n, batch_size, rng):
    """Cut the numbers 0 … n − 1, freshly shuffled, into batches: yield one after the other.

    Each is an array of at most `batch_size` row numbers, so that ``x[batch]`` are those rows; the
    last may be smaller. Shuffle with ``rng.permutation(n)``, once. If `batch_size` is None there
    is one batch of all rows: ``slice(None)``, which needs no shuffling.
    """
    ...
