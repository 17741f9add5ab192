"""What happens to pixels between the paper and the network: specks, lines, blur, inverted sides.

A network that was distorted only as a hand distorts has never seen a pixel that is simply wrong,
and one in ten of them throws it off course. Shown a few spoilt images, it learns not to rely on any
single pixel. The damage here is our own; what it is measured on, in tools/corruptions.py, is made
by other rules.
"""

import numpy as np

from .morphology import neighbourhood
from .strokes import SIDE

Y, X = np.mgrid[:SIDE, :SIDE].reshape(2, -1).astype(np.float32)


def soil(images: np.ndarray, rng: np.random.Generator, share: float) -> None:
    """Spoil a share of images in place, each in one of seven ways; float32 (N, 784), 0 to 1."""
    chosen = rng.permutation(len(images))[: rng.binomial(len(images), share)]
    ways = (_specks, _lines, _gaps, _blur, _fade, _outline, _inverted)
    for way, rows in zip(ways, np.array_split(chosen, len(ways)), strict=True):
        if len(rows):
            images[rows] = np.clip(way(images[rows], rng), 0, 1)


def _uniform(rng: np.random.Generator, low: float, high: float, n: int) -> np.ndarray:
    return rng.uniform(low, high, (n, 1)).astype(np.float32)


def _specks(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Single pixels are ink or paper whatever was there, or all tremble."""
    n = len(images)
    noise = rng.random(images.shape, np.float32)
    some = noise < _uniform(rng, 0.0, 0.3, n)
    spoilt = np.where(some, rng.random(images.shape, np.float32) < 0.5, images)
    trembling = images + _uniform(rng, 0.0, 0.35, n) * rng.standard_normal(images.shape, np.float32)
    return np.where(_uniform(rng, 0, 1, n) < 0.75, spoilt, trembling)


def _line(n: int, rng: np.random.Generator) -> np.ndarray:
    """A straight line across each image, whole or dotted: how much it covers each pixel."""
    angle = _uniform(rng, 0, np.pi, n)
    cos, sin = np.cos(angle), np.sin(angle)
    x, y = X - _uniform(rng, 4, 24, n), Y - _uniform(rng, 4, 24, n)
    along, aside = x * cos + y * sin, np.abs(x * sin - y * cos)
    line = np.clip(_uniform(rng, 0.5, 2.2, n) - aside + 0.5, 0, 1)
    dotted = np.sin(along * _uniform(rng, 0.6, 2.0, n)) > 0
    whole = _uniform(rng, 0, 1, n) < 0.5
    length = np.abs(along) < _uniform(rng, 4, 30, n)
    return line * (whole | dotted) * length


def _lines(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Up to two bits of line that do not belong to the digit."""
    for _ in range(2):
        line = _line(len(images), rng) * (_uniform(rng, 0, 1, len(images)) < 0.6)
        images = np.maximum(images, line * _uniform(rng, 0.5, 1, len(images)))
    return images


def _gaps(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Up to two lines along which the ink is missing."""
    for _ in range(2):
        images = images * (1 - _line(len(images), rng))
    return images


def _blur(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Out of focus, in one direction more than in the other."""
    rows, columns = (_gaussian(_uniform(rng, 0.3, 1.8, len(images))) for _ in range(2))
    blurred = rows @ images.reshape(-1, SIDE, SIDE) @ columns
    return blurred.reshape(len(images), -1)


def _gaussian(deviation: np.ndarray) -> np.ndarray:
    """For each deviation (n, 1) the symmetric matrix that blurs 28 pixels: (n, 28, 28)."""
    pixel = np.arange(SIDE, dtype=np.float32)
    weights = np.exp(-0.5 * ((pixel[:, None] - pixel) / deviation[:, :, None]) ** 2)
    return weights / weights[:, SIDE // 2].sum(axis=1)[:, None, None]


def _fade(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Fainter ink on paper that is no longer white, more so on one side."""
    n = len(images)
    slope = _uniform(rng, -0.3, 0.3, n) * (X / SIDE - 0.5) + _uniform(rng, -0.3, 0.3, n) * (
        Y / SIDE - 0.5
    )
    paper = np.maximum(_uniform(rng, -0.2, 0.6, n) + slope, 0)
    ink = images ** np.exp(_uniform(rng, -0.7, 0.7, n)) * _uniform(rng, 0.3, 1, n)
    return np.where(_uniform(rng, 0, 1, n) < 0.5, paper + ink, paper + (1 - paper) * ink)


def _outline(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Only the edge of the ink is left."""
    square = images.reshape(-1, SIDE, SIDE)
    padded = np.pad(square, ((0, 0), (1, 1), (1, 1)))
    edge = square - neighbourhood(padded, np.minimum)[:, 1:-1, 1:-1]
    share = _uniform(rng, 0.5, 1, len(images))
    return (1 - share) * images + share * edge.reshape(len(images), -1)


def _inverted(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """On one side of a line, ink is paper and paper ink."""
    angle = _uniform(rng, 0, 2 * np.pi, len(images))
    x, y = X - SIDE / 2, Y - SIDE / 2
    beyond = x * np.cos(angle) + y * np.sin(angle) > _uniform(rng, 2, 14, len(images))
    return np.where(beyond, 1 - images, images)
