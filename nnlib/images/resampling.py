"""Resampling: smaller by area, each new pixel the mean of those that it covers; larger by lines."""

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


def enlarged(small: np.ndarray, shape: Sequence[int], step: int) -> np.ndarray:
    """Pixels → blocks of step × step, by straight lines between the pixels' middles."""
    for n in shape:  # along one axis and then the other
        places = np.clip((np.arange(n) + 0.5) / step - 0.5, 0, len(small) - 1)
        below = np.minimum(places.astype(int), len(small) - 2)
        share = (places - below)[:, None]
        small = ((1 - share) * small[below] + share * small[below + 1]).T
    return small
