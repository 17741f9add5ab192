"""The width of the pen, measured and brought to MNIST's: thin strokes swell, thick ones shrink."""

import numpy as np

from .strokes import BOX, EDGE, PEN_WIDTH

ALIKE = (2.3, 3.3)  # box pixels: MNIST's own pens; what lies between is left as it is
MOST_THINNED = 0.35  # of the pen's width on either side: a pen that varies must not break
RAMP = np.sqrt(12 * (EDGE**2 / 20 - 1 / 12))  # of EDGE, what averaging over a pixel leaves to do


def pen_width(ink: np.ndarray) -> float:
    """Twice the ink over the length of its outline, in pixels (`diagnostics.measure`)."""
    padded = np.pad(ink, 1)
    down, across = np.diff(padded, axis=0)[:, :-1], np.diff(padded, axis=1)[:-1]
    return 2 * float(ink.sum()) / max(float(np.hypot(down, across).sum()), 1e-9)


def with_mnists_pen(ink: np.ndarray) -> np.ndarray:
    """The same digit by a pen that is as wide for its size as MNIST's, with room around it."""
    rows, columns = (np.flatnonzero(ink.max(axis=axis) > 0.5) for axis in (1, 0))
    extent = max(np.ptp(rows), np.ptp(columns)) + 1
    width = pen_width(ink)
    if ALIKE[0] <= width * BOX / extent <= ALIKE[1]:
        return ink
    # moving the outline by d makes the pen width + 2 d, and the longer side extent + 2 d
    d = (PEN_WIDTH * extent - BOX * width) / (2 * (BOX - PEN_WIDTH))
    d = max(d, -MOST_THINNED * width)
    room = max(int(np.ceil(d)), 0) + 2
    ink = np.pad(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], room)
    ramp = max(RAMP * (extent + 2 * d) / BOX, 1)
    inside = ink > 0.5
    beyond = _distance(inside if d > 0 else ~inside, abs(d) + ramp) - 0.5
    return np.clip(0.5 + (abs(d) - beyond) / ramp if d > 0 else 0.5 - (abs(d) - beyond) / ramp, 0, 1)


def _distance(mask: np.ndarray, reach: float) -> np.ndarray:
    """From each pixel to the nearest of the mask's, as far as it is less than the reach.

    The squares of the distances along the columns first, then the least over the rows
    (Saito and Toriwaki, 1994).
    """
    row = np.arange(len(mask), dtype=np.float32)[:, None]
    far = np.float32(4 * max(mask.shape))
    above = np.maximum.accumulate(np.where(mask, row, -far), axis=0)
    below = np.minimum.accumulate(np.where(mask, row, len(mask) + far)[::-1], axis=0)[::-1]
    along = np.minimum(row - above, below - row) ** 2
    least = along.copy()
    for step in range(1, int(reach) + 2):
        if step >= mask.shape[1]:
            break
        np.minimum(least[:, step:], along[:, :-step] + step * step, out=least[:, step:])
        np.minimum(least[:, :-step], along[:, step:] + step * step, out=least[:, :-step])
    return np.sqrt(least)
