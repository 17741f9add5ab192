"""Grey picture → how much of each pixel is ink, whatever the light and whichever is darker."""

import numpy as np

from .grey import ImageError

FIT_SIDE = 70  # pixels each way that are enough to find the light
FLAT = 0.04  # of the whole range: an image with less contrast than this holds no drawing
NOISE = 4.0  # standard deviations of the paper's noise that do not count as ink
PAPER, INK = 0.15, 0.85  # of the pen's darkness: below is paper, above is ink, between a ramp
FRAME = 0.5  # how much the frame's greys count, where all pixels' count 1: it is mostly paper
WIDEST = 0.3  # of the picture: what is dark in all of a square so wide is shadow, not pen


def to_darkness(grey: np.ndarray) -> tuple[np.ndarray, float]:
    """How much of its light each pixel lost to ink, and the noise of the paper's own."""
    light, spread = _paper(grey)
    difference = light - grey
    # Ink is what deviates far from the paper, and it does so to one side.
    if np.sum(difference**3) < 0:
        light, difference = 1 - light, -difference
    difference -= _shadow(difference)
    # Half the light halves what both ink and paper throw back: their ratio is the pen's.
    light = np.maximum(light, FLAT)
    darkness = np.maximum(difference, 0) / light
    if pen_darkness(darkness) * np.median(light) < FLAT:
        raise ImageError("image: is blank; there is no drawing on it.")
    return darkness, spread / float(np.median(light))


def to_ink(darkness: np.ndarray, noise: float) -> np.ndarray:
    """Darkness as a share of the pen's: 0 is paper, 1 is ink."""
    pen = pen_darkness(darkness)
    low = min(max(PAPER * pen, NOISE * noise), 0.6 * pen)
    return np.clip((darkness - low) / max(INK * pen - low, 1e-9), 0, 1)


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


def _shadow(difference: np.ndarray) -> np.ndarray:
    """What is dark over a wider square than a pen writes: an opening (Serra, 1982)."""
    step = -(-max(difference.shape) // FIT_SIDE)
    if step == 1:
        return np.zeros_like(difference)  # a scan so small has no room for a shadow
    height, width = (n // step for n in difference.shape)
    if min(height, width) < 2:
        return np.zeros_like(difference)
    blocks = difference[: height * step, : width * step].reshape(height, step, width, step)
    small = np.maximum(blocks.mean(axis=(1, 3)), 0)
    reach = int(WIDEST * max(small.shape) / 2)
    for extreme in (np.minimum, np.maximum):
        for _ in range(2):
            padded = np.pad(small, ((reach, reach), (0, 0)), mode="edge")
            windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1, axis=0)
            small = extreme.reduce(windows, axis=2).T
    for n in difference.shape:  # back to the picture's size, along one axis and then the other
        places = np.clip((np.arange(n) + 0.5) / step - 0.5, 0, len(small) - 1)
        below = np.minimum(places.astype(int), len(small) - 2)
        share = (places - below)[:, None]
        small = ((1 - share) * small[below] + share * small[below + 1]).T
    return small


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
