"""What tools/corruptions.py is made of: looking between pixels, blurring, a line's ink."""

import numpy as np

SIDE = 28
BLEND = 2.3  # pixels from the middle of a drawn line to where its ink ends


def look_up(images: np.ndarray, y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Each image's values at places between its pixels, by bilinear interpolation; outside is 0."""
    padded = np.pad(images, ((0, 0), (1, 2), (1, 2)))
    y, x = (np.clip(axis + 1, 0, SIDE + 1) for axis in (y, x))  # in padded pixels
    top, left = np.floor(y).astype(int), np.floor(x).astype(int)
    dy, dx, n = y - top, x - left, np.arange(len(images))[:, None, None]
    above = padded[n, top, left] * (1 - dx) + padded[n, top, left + 1] * dx
    below = padded[n, top + 1, left] * (1 - dx) + padded[n, top + 1, left + 1] * dx
    return above * (1 - dy) + below * dy


def either_side(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """−1 or 1 for each image, shape (N, 1, 1)."""
    return rng.choice([-1.0, 1.0], (len(images), 1, 1))


def shifted(images: np.ndarray, dy: int, dx: int) -> np.ndarray:
    """What lies `dy` pixels below and `dx` to the right of each pixel; outside is 0."""
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    return padded[:, 1 + dy : 1 + dy + SIDE, 1 + dx : 1 + dx + SIDE]


def convolve(images: np.ndarray, taps, axis: int, edge: str = "constant") -> np.ndarray:
    """The weighted sum of neighbours along an axis; beyond the border is 0, or its pixel."""
    reach = len(taps) // 2
    pad = [(0, 0)] * 3
    pad[axis] = (reach, reach)
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(images, pad, edge), len(taps), axis)
    return windows @ np.array(taps, np.float64)


def gaussian(images: np.ndarray, deviation: float, edge: str = "constant") -> np.ndarray:
    """A Gaussian blur; the deviation is in pixels."""
    place = np.arange(-np.ceil(4 * deviation), np.ceil(4 * deviation) + 1)
    taps = np.exp(-0.5 * (place / deviation) ** 2)
    taps /= taps.sum()
    return convolve(convolve(images, taps, 1, edge), taps, 2, edge)


def ink(distance: np.ndarray) -> np.ndarray:
    """A line's ink, by the pixels above or below its middle: 1 there, fading to 0."""
    return np.maximum(1 + np.log(np.maximum(1 - np.abs(distance) / BLEND, 1e-9)), 0)
