"""Erosion and dilation: the least or the greatest of a pixel and its neighbours."""

import numpy as np


def neighbourhood(images: np.ndarray, extreme: np.ufunc) -> np.ndarray:
    """The largest (smallest) of each pixel and its four neighbours: a dilation by a small disc.

    The images are of shape (N, h, w); their outermost pixels are the margin, and stay as they are.
    The `extreme` is ``np.maximum``, which dilates, or ``np.minimum``, which erodes.
    """
    changed = images.copy()
    inner = changed[:, 1:-1, 1:-1]
    height, width = inner.shape[1:]
    for dy, dx in ((0, 1), (1, 0), (1, 2), (2, 1)):
        extreme(inner, images[:, dy : dy + height, dx : dx + width], out=inner)
    return changed
