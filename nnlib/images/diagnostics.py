"""Properties of the tensors that a network is fed, and the range of each in MNIST."""

import numpy as np

from ..arguments import as_rows, check_finite, refusal
from .strokes import CENTRE, SIDE

PERCENTILES = (0.1, 1, 25, 50, 75, 99, 99.9)
# Of the 50,000 training images: what `training_table` and `never_inked` give, and a test holds
# these numbers against them.
MNIST_TABLE = {
    "density": (28.271, 38.514, 77.807, 99.918, 123.833, 193.349, 228.275),
    "centre_offset": (0.018, 0.057, 0.285, 0.401, 0.491, 0.659, 0.693),
    "area_ratio": (0.051, 0.102, 0.306, 0.383, 0.434, 0.51, 0.51),
    "size": (18.0, 19.0, 20.0, 20.0, 20.0, 20.0, 20.0),
    "aspect": (0.1, 0.2, 0.6, 0.75, 0.9, 1.429, 1.818),
    "thickness": (1.279, 1.436, 2.01, 2.36, 2.785, 4.284, 5.366),
    "contrast": (0.996, 0.996, 1.0, 1.0, 1.0, 1.0, 1.0),
}
ROUNDED = 0.0005  # by how much a number of the table may be off
# The pixels that hold no ink in any training image, as row × 28 + column.
# fmt: off
NEVER_INKED = (
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
    30, 31, 52, 53, 54, 55, 56, 57, 59, 82, 83, 84, 85, 111, 112, 140, 141, 168, 476, 560, 644,
    645, 671, 672, 673, 699, 700, 701, 727, 728, 729, 730, 754, 755, 756, 757, 758, 759, 780, 781,
    782, 783,
)
# fmt: on
STRAY_LIMIT = 0.5  # of summed ink; by definition the training images have none there
BLANK = 1e-6  # an image of less contrast holds nothing to measure
EDGE = 0.5  # of the contrast: what is darker belongs to the digit's box
CHUNK = 500  # images at a time when measuring: small enough to stay in the processor's cache


def training_table(images: np.ndarray) -> dict[str, tuple[float, ...]]:
    """The `PERCENTILES` of each property over a training set: how `MNIST_TABLE` was made."""
    measured = measure(images)
    del measured["stray_ink"]  # zero, by definition
    return {
        name: tuple(np.percentile(values, PERCENTILES).round(3).tolist())
        for name, values in measured.items()
    }


def never_inked(images: np.ndarray) -> np.ndarray:
    """The pixels (flat indices) that hold no ink in any of these images (N, 784)."""
    return np.flatnonzero(images.max(axis=0) == 0)


def measure(images: np.ndarray) -> dict[str, np.ndarray]:
    """The properties of tensors, as the network is fed them.

    Each comes as an array (N,) for images of shape (N, 28, 28), (N, 784) or (28, 28), floats in
    [0, 1] where ink is 1. What cannot be measured on a blank image is NaN.

    - ``density``: the sum of all pixels.
    - ``centre_offset``: from the ink's centre of mass to where MNIST puts it, in pixels.
    - ``area_ratio``: the bounding box's share of the 784 pixels.
    - ``size``: the bounding box's longer side, in pixels.
    - ``aspect``: the bounding box's width over its height.
    - ``thickness``: of the strokes, in pixels: twice the ink over the length of its outline. A
      stroke of length L and width w holds L w of ink, and its outline is 2 L long.
    - ``contrast``: from the lightest pixel to the darkest.
    - ``stray_ink``: the sum of the pixels that hold no ink in any training image.
    """
    images = as_rows("images", images, SIDE * SIDE)
    if images.dtype.kind != "f":
        raise refusal("images", f"dtype {images.dtype}", "floats in [0, 1]")
    check_finite("images", images)
    images = images.reshape(-1, SIDE, SIDE)
    parts = [_measure(images[i : i + CHUNK]) for i in range(0, max(len(images), 1), CHUNK)]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _measure(images: np.ndarray) -> dict[str, np.ndarray]:
    lightest, darkest = images.min(axis=(1, 2)), images.max(axis=(1, 2))
    contrast = darkest - lightest
    blank = contrast < BLANK
    # Shape is measured on the ink alone, as if the pen had written black on white.
    ink = (images - lightest[:, None, None]) / np.where(blank, 1, contrast)[:, None, None]
    total = np.where(blank, np.nan, ink.sum(axis=(1, 2)))
    index = np.arange(SIDE)
    x, y = ink.sum(axis=1) @ index / total, ink.sum(axis=2) @ index / total
    height, width = (_extent(ink.max(axis=axis) >= EDGE) for axis in (2, 1))
    outline = np.hypot(np.diff(ink, axis=2, prepend=0), np.diff(ink, axis=1, prepend=0)).sum(
        axis=(1, 2)
    )
    return {
        "density": images.sum(axis=(1, 2)),
        "centre_offset": np.hypot(x - CENTRE, y - CENTRE),
        "area_ratio": np.where(blank, np.nan, height * width / SIDE**2),
        "size": np.where(blank, np.nan, np.maximum(height, width)),
        "aspect": np.where(blank, np.nan, width / height),
        "thickness": 2 * total / np.where(blank, 1, outline),
        "contrast": contrast,
        "stray_ink": images.reshape(-1, SIDE * SIDE)[:, list(NEVER_INKED)].sum(axis=1),
    }


def _extent(inked: np.ndarray) -> np.ndarray:
    """From the first True to the last, for each row of (N, 28)."""
    first = inked.argmax(axis=1)
    last = SIDE - 1 - inked[:, ::-1].argmax(axis=1)
    return last - first + 1
