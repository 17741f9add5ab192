"""Grey picture → how much of each pixel is ink, whatever the light and whichever is darker."""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from .grey import ImageError
from .resampling import enlarged

FIT_SIDE = 70  # pixels each way that are enough to find the light
FLAT = 0.04  # of the whole range: an image with less contrast than this holds no drawing
NOISE = 4.0  # standard deviations of the paper's noise that do not count as ink
PAPER, INK = 0.15, 0.85  # of the pen's darkness: below is paper, above is ink, between a ramp
FRAME = 0.5  # how much the frame's greys count, where all pixels' count 1: it is mostly paper
WIDEST = 0.2  # of the picture: what is dark in all of a square so wide is shadow, not ink
PENS = (0.05, 0.1)  # of the picture: nothing but ink is so narrow
SHADED = 0.16  # of the picture: what is narrower is ink, if there are shadows


@dataclass
class Darkness:
    """What share of its light each pixel lost to ink, and how much of that says nothing."""

    values: np.ndarray  # (h, w)
    noise: float  # the spread of bare paper's
    faintest: float  # a pen that takes less is no pen


def to_darkness(grey: np.ndarray) -> Darkness:
    """How dark each pixel is against the paper under it."""
    light, spread = _paper(grey)
    difference = light - grey
    step = -(-max(grey.shape) // FIT_SIDE)
    if step > 1 and _shaded(_blocks(difference, step)):
        light, difference = _between_shadows(grey, step)
        spread = float(np.median(difference))
    # Ink is what deviates far from the paper, and it does so to one side.
    elif _cubes(difference) < 0:
        light, difference = 1 - light, -difference
    # Half the light halves what both ink and paper throw back: their ratio is the pen's.
    light = np.maximum(light, FLAT)
    usual = float(np.median(light))
    return Darkness(np.maximum(difference, 0) / light, spread / usual, FLAT / usual)


def to_ink(darkness: Darkness) -> np.ndarray:
    """Darkness as a share of the pen's: 0 is paper, 1 is ink."""
    pen = pen_darkness(darkness.values)
    if pen < darkness.faintest:
        raise ImageError("image: is blank; there is no drawing on it.")
    low = min(max(PAPER * pen, NOISE * darkness.noise), 0.6 * pen)
    return np.clip((darkness.values - low) / (INK * pen - low), 0, 1)


def _paper(grey: np.ndarray) -> tuple[np.ndarray, float]:
    """The light that the bare paper would throw back: a smooth surface under the pixels.

    A quadratic in x and y is fitted to all pixels, then again and again without those that
    deviate most, which is what ink does. The second answer is the spread about it.
    """
    step = -(-max(grey.shape) // FIT_SIDE)
    y, x = (np.linspace(-1, 1, n) for n in grey.shape)
    columns, rows = np.meshgrid(x[::step], y[::step])
    columns, rows = columns.ravel(), rows.ravel()
    terms = [np.ones_like(rows), columns, rows, columns**2, columns * rows, rows**2]
    terms, values = np.stack(terms, axis=1), grey[::step, ::step].ravel()
    # The commonest grey is the paper's; a plane through its neighbourhood is a start.
    frame = np.concatenate([grey[[0, -1]].ravel(), grey[:, [0, -1]].ravel()])
    counts, edges = np.histogram(values, 16, (0, 1))
    counts = counts / len(values) + FRAME * np.histogram(frame, edges)[0] / len(frame)
    counts += np.append(counts[1:], 0)
    commonest = edges[counts.argmax() + 1]
    paper = np.abs(values - commonest) < 0.2
    for degree in (3, 3, 6, 6, 6, 6):
        fit, *_ = np.linalg.lstsq(terms[paper, :degree], values[paper], rcond=None)
        deviation = np.abs(values - terms[:, :degree] @ fit)
        spread = 1.4826 * np.median(deviation[paper])
        paper = deviation < max(3 * spread, FLAT / 2)
    one, by_x, by_y, by_xx, by_xy, by_yy = fit
    down = (one + by_y * y + by_yy * y * y)[:, None]
    return np.clip(down + by_x * x + by_xx * x * x + by_xy * np.outer(y, x), 0, 1), float(spread)


def _shaded(difference: np.ndarray) -> bool:
    """Whether no smooth surface fits the paper: it is darker, or lighter, over a wide square."""
    return max(_opened(difference, WIDEST).max(), _opened(-difference, WIDEST).max()) > FLAT


def _between_shadows(grey: np.ndarray, step: int) -> tuple[np.ndarray, np.ndarray]:
    """The light, and what ink takes of it, where only the ink is narrow."""
    small = _blocks(grey, step)
    # the top-hats (Meyer, 1979) say on which side there is more that is as narrow as a pen
    darker, lighter = (
        sum(_cubes(side - _opened(side, share)) for share in PENS) for side in (-small, small)
    )
    if darker < lighter:
        grey, small = 1 - grey, 1 - small
    light = np.maximum(enlarged(-_opened(-small, SHADED), grey.shape, step), grey)
    return light, light - grey


def _opened(picture: np.ndarray, share: float) -> np.ndarray:
    """The greatest minimum over all squares as wide as that share around each pixel."""
    reach = int(share * max(picture.shape) / 2)
    for extreme in (np.minimum, np.maximum):
        for _ in range(2):  # down, then across
            padded = np.pad(picture, ((reach, reach), (0, 0)), mode="edge")
            windows = sliding_window_view(padded, 2 * reach + 1, axis=0)
            picture = extreme.reduce(windows, axis=2).T
    return picture


def _cubes(deviation: np.ndarray) -> float:
    return float(np.sum(deviation * deviation * deviation))


def _blocks(picture: np.ndarray, step: int) -> np.ndarray:
    """The means of blocks of step × step pixels."""
    height, width = (n // step for n in picture.shape)
    blocks = picture[: height * step, : width * step].reshape(height, step, width, step)
    return blocks.mean(axis=(1, 3))


def pen_darkness(darkness: np.ndarray) -> float:
    """How dark the pen writes: the median above Otsu's threshold (1979)."""
    if darkness.max() < FLAT / 2:
        return 0.0
    counts, edges = np.histogram(darkness, 64, (0, darkness.max()))
    middles = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)
    sums = np.cumsum(counts * middles)
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    threshold = edges[1 + np.nanargmax(between[:-1])]  # the last bin has nothing above it
    return float(np.median(darkness[darkness >= threshold]))
