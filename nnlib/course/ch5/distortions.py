"""Distortions one at a time: each kind alone, and by as much as you like."""

from dataclasses import replace

import numpy as np

from ...images.augment import MARGIN, STRENGTHS, Distortion, _field_basis, _places, distort
from ...images.strokes import SIDE

KINDS = STRENGTHS
UNDISTORTED = Distortion(**dict.fromkeys((*KINDS, "soiled"), 0.0))


class _Steady(np.random.Generator):
    """Stands in for a Generator: each normal number lies just so many deviations from its mean.

    The elastic field's numbers stay random, and are so many times as large.
    """

    def __init__(self, deviations: float, seed: int):
        super().__init__(np.random.PCG64(seed))
        self.deviations = deviations

    def normal(self, mean, deviation, size):
        return np.full(size, mean + deviation * self.deviations)

    def standard_normal(self, size, dtype):
        return dtype(self.deviations) * super().standard_normal(size, dtype)


def distorted(image: np.ndarray, kind: str, strength: float, seed: int = 0) -> np.ndarray:
    """One image, distorted in one way and no other, by as much as you like.

    Parameters
    ----------
    image : ndarray, shape (28, 28)
        uint8, or float in [0, 1].
    kind : str
        One of `KINDS`.
    strength : float
        In standard deviations of the robust recipe's `Distortion`. Those of the training are
        drawn at random: 1 is usual, 3 is rare.
    seed : int
        Chooses the elastic field; nothing else is left to chance.

    Returns
    -------
    ndarray of float32, shape (28, 28)
    """
    if kind not in KINDS:
        raise ValueError(f"kind: got {kind!r}, want one of {', '.join(KINDS)}.")
    only = replace(UNDISTORTED, **{kind: getattr(Distortion(), kind)})
    return distort(image[np.newaxis], _Steady(strength, seed), only).reshape(SIDE, SIDE)


def elastic_fields(n: int, smoothness: float, rng: np.random.Generator) -> np.ndarray:
    """Where the elastic field alone sends each pixel, relative to itself; σ is 1 pixel.

    The result has shape (n, 28, 28, 2): to the right, and down.
    """
    only = replace(UNDISTORTED, elastic=1.0, smoothness=smoothness)
    down, right = _places(n, only, _field_basis(smoothness), rng).reshape(2, n, SIDE, SIDE)
    row, column = np.mgrid[:SIDE, :SIDE] + MARGIN
    return np.stack([right - column, down - row], axis=-1)
