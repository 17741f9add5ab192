"""Resampling by area: each new pixel is the mean of the old ones that it covers."""

from collections.abc import Sequence

import numpy as np

from .strokes import SIDE


def area_resize(image: np.ndarray, scale: float, offset: Sequence[float]) -> np.ndarray:
    """Scale a picture, move it, and look at it through 28 × 28 pixels.

    A point (x, y) of the picture, whose values are in [0, 1], comes to ``scale · point + offset``,
    in pixels of the result.
    """
    height, width = image.shape
    down = overlaps(height, SIDE, scale, offset[1])
    across = overlaps(width, SIDE, scale, offset[0])
    return np.clip(down @ image @ across.T, 0, 1).astype(np.float32)


def overlaps(n: int, size: int, scale: float, offset: float) -> np.ndarray:
    """How much of each of `size` new pixels each of `n` old ones covers: (size, n).

    Pixel j of n covers ``[j, j + 1]``, which ``offset + scale · …`` carries onto the line of the
    new pixels. A product with this matrix resamples along one axis.
    """
    begins = offset + scale * np.arange(n)
    new = np.arange(size)[:, None]
    return np.clip(np.minimum(new + 1, begins + scale) - np.maximum(new, begins), 0, None)
