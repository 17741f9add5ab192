"""Faults by an exact amount: good images shifted, scaled, thickened, made noisy or faint."""

import numpy as np

from ...images.morphology import neighbourhood
from ...images.strokes import CENTRE, SIDE


def broken(
    images: np.ndarray,
    shift: float = 0.0,
    scale: float = 1.0,
    thickness: int = 0,
    noise: float = 0.0,
    contrast: float = 1.0,
) -> np.ndarray:
    """Break good images in one way or several, by an exact amount.

    Parameters
    ----------
    images : ndarray, shape (N, 28, 28) or (28, 28)
        In [0, 1].
    shift : float
        Pixels to the right; negative values go to the left.
    scale : float
        Size of the digit, about the centre.
    thickness : int
        How often the strokes grow by a pixel on each side; negative values thin them.
    noise : float
        Standard deviation of what is added to each pixel; the same pattern each time.
    contrast : float
        Multiplies the ink.

    Returns
    -------
    ndarray of float32, of the same shape, in [0, 1]
    """
    images = np.asarray(images, np.float32)
    out = images.reshape(-1, SIDE, SIDE)
    for _ in range(abs(thickness)):
        padded = np.pad(out, ((0, 0), (1, 1), (1, 1)))
        grown = neighbourhood(padded, np.maximum if thickness > 0 else np.minimum)
        out = grown[:, 1:-1, 1:-1]
    if shift or scale != 1:
        middle = CENTRE + 0.5
        places = (np.arange(SIDE) + 0.5 - middle) / scale + middle - 0.5
        down, across = _between(places), _between(places - shift / scale)
        out = down @ out @ across.T
    out = out * np.float32(contrast)
    if noise:
        rng = np.random.default_rng(0)
        out = out + rng.normal(0, noise, out.shape).astype(np.float32)
    return np.clip(out, 0, 1).astype(np.float32).reshape(images.shape)


def _between(places: np.ndarray) -> np.ndarray:
    """Linear interpolation at these places between pixels; beside the image there is paper."""
    return np.maximum(1 - np.abs(places[:, None] - np.arange(SIDE)), 0).astype(np.float32)
