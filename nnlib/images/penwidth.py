"""The width of the pen, measured and brought to MNIST's: thin strokes swell, thick ones shrink."""

import numpy as np

from .resampling import enlarged
from .strokes import BOX, EDGE, PEN_WIDTH

ALIKE = (2.3, 3.3)  # box pixels: so near to MNIST's pen, a picture is better left as it is
COARSE = 40  # pixels: a digit no larger is like MNIST's own, and their measured pens differ more:
MNISTS = (1.6, 3.6)  # box pixels: from 4 % to 96 % of 1,500 of its digits
FINE = 80  # pixels, to which a coarse digit is enlarged before its outline is moved
MOST_THINNED = 0.35  # of the pen's width on either side: a pen that varies must not break
# Box pixels over which the ink fades, so that averaging over a pixel makes it MNIST's edge: the
# variance of a smoothstep's slope is EDGE² / 20, that of a pixel 1 / 12, and they add.
FADE = float(np.sqrt(12 * (EDGE**2 / 20 - 1 / 12)))


def pen_width(ink: np.ndarray) -> float:
    """Twice the ink over the length of its outline, in pixels (as `diagnostics.measure` has it)."""
    padded = np.pad(ink, 1)
    down, across = np.diff(padded, axis=0)[:, :-1], np.diff(padded, axis=1)[:-1]
    return 2 * float(ink.sum()) / max(float(np.hypot(down, across).sum()), 1e-9)


def with_mnists_pen(ink: np.ndarray) -> np.ndarray:
    """The same digit by a pen that is as wide for the digit's size as MNIST's.

    The picture is another size, unless the pen was right and it comes back as it was.
    """
    extent, width = _extent(ink), pen_width(ink)
    thinnest, thickest = MNISTS if extent <= COARSE else ALIKE
    if thinnest <= width * BOX / extent <= thickest:
        return ink
    if extent <= COARSE:
        step = -(-FINE // extent)
        rows, columns = (np.flatnonzero(ink.max(axis=axis) > 0.5) for axis in (1, 0))
        ink = ink[max(rows[0] - 2, 0) : rows[-1] + 3, max(columns[0] - 2, 0) : columns[-1] + 3]
        ink = enlarged(ink, [n * step for n in ink.shape], step)
        extent, width = _extent(ink), pen_width(ink)
    # Moving the outline by d makes the pen width + 2 d and the longer side extent + 2 d.
    d = (PEN_WIDTH * extent - BOX * width) / (2 * (BOX - PEN_WIDTH))
    d = max(d, -MOST_THINNED * width)
    return _outline_moved(ink, d, max(FADE * (extent + 2 * d) / BOX, 1))


def _extent(ink: np.ndarray) -> int:
    """The longer side of the box around the ink, in pixels."""
    return max(int(np.ptp(np.flatnonzero(ink.max(axis=axis) > 0.5))) + 1 for axis in (0, 1))


def _outline_moved(ink: np.ndarray, d: float, fade: float) -> np.ndarray:
    """The ink with its outline d pixels further out (in, if d < 0), fading over so many pixels."""
    inside = np.pad(ink, int(max(d, 0) + fade) + 2) > 0.5
    side = 1 if d > 0 else -1
    # from the middle of the nearest pixel it is half a pixel to the old outline
    beyond = _distance(inside if d > 0 else ~inside, abs(d) + fade) - 0.5 - abs(d)
    return np.clip(0.5 - side * beyond / fade, 0, 1)


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
