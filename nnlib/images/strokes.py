"""The one way from pen strokes to the 28 × 28 image that a network is fed."""

import math
from collections.abc import Iterable, Sequence

import numpy as np

from ..arguments import Refusal

SIDE = 28  # pixels
CANVAS = 280  # pixels of the page: the side of the drawing pad
PEN = 18  # the width of its pen, in the same pixels
# MNIST's digits were scaled to fit 20 × 20 with their aspect kept, then put into 28 × 28 with the
# centre of mass in the middle (LeCun et al., 1998). On the training images that centre lies at
# pixel index 14.00 ± 0.29 in both directions: at the corner where the four middle pixels' lower
# right one begins, not at the geometric centre 13.5.
BOX = 20.0
CENTRE = 14.0
# The profile of MNIST's strokes, from cross-sections of 3,023 straight ones of the training set:
# the median stroke holds 2.7 pixels of ink across, and its edge falls from 0.97 to 0.05 in the
# 1.2 pixels around 1.34 from the centre line, which is a smoothstep 1.5 wide. Other digits are a
# little thinner (by ink over outline length), hence 2.65.
PEN_WIDTH = 2.65
EDGE = 1.5
REACH = PEN_WIDTH / 2 + EDGE / 2  # from the centre line to where the ink ends

SPACING = 0.5  # image pixels between the points of a resampled stroke
WINDOW = math.ceil(2 * REACH + SPACING)  # pixels: as wide as the ink of one piece, and no wider
ASIDE = 14  # pixels around the image that a stroke may run into before it is centred
LARGEST = 1e9  # canvas pixels from the origin: beyond it, floats lose the drawing
MOST_PIECES = 40_000  # of SPACING each: many times what it takes to black the whole box
DOT = 2.0  # canvas pixels: a drawing smaller than this is a dot and is not blown up


class DrawingError(Refusal):
    """Strokes, or a file of strokes, that cannot be made into an image.

    Examples
    --------
    >>> try:
    ...     strokes_to_image([])
    ... except DrawingError:
    ...     print("no points")
    no points
    """


def strokes_to_image(strokes: Sequence[np.ndarray]) -> np.ndarray:
    """Draw strokes as MNIST would have.

    The points are scaled so that the ink fits a 20 × 20 box, moved so that its centre of mass
    lies at the image's centre, and drawn with a pen of MNIST's width. The drawing's own size,
    place and pen width do not matter.

    Parameters
    ----------
    strokes : sequence of array-like, each of shape (n, 2)
        Points (x to the right, y down), in canvas pixels. A single point is a dot.

    Returns
    -------
    ndarray of float32, shape (28, 28)
        Ink is 1, paper is 0.

    Raises
    ------
    DrawingError
        If there is no point at all, one is not a finite number, a stroke has another shape, or
        the line is so long that no digit can be meant.

    Examples
    --------
    >>> one = [np.array([(50, 10), (50, 90)])]
    >>> image = strokes_to_image(one)
    >>> image.shape, image.dtype, bool(image[14, 14] > 0.9)
    ((28, 28), dtype('float32'), True)
    >>> larger = [one[0] * 3.0 + 40]
    >>> bool(np.allclose(strokes_to_image(larger), image, atol=1e-3))
    True
    """
    strokes = _checked(strokes)
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    extent = float((high - low).max())
    scale = (BOX - 2 * REACH) / extent if extent > DOT else 1.0
    middle = (low + high) / 2
    segments = _segments([(stroke - middle) * scale + CENTRE for stroke in strokes])

    image = _draw(segments)
    segments += CENTRE - centre_of_mass(image)
    return _draw(segments)


def strokes_to_images(drawings: Iterable[Sequence[np.ndarray]]) -> np.ndarray:
    """Draw the strokes of each drawing, as `strokes_to_image` does: float32 (N, 28, 28)."""
    images = [strokes_to_image(strokes) for strokes in drawings]
    return np.stack(images) if images else np.empty((0, SIDE, SIDE), np.float32)


def centre_of_mass(image: np.ndarray) -> np.ndarray:
    """The (x, y) of an image's centre of mass, in pixel indices; the image must have ink."""
    total = image.sum()
    y, x = (np.arange(n) for n in image.shape)
    return np.array([image.sum(axis=0) @ x, image.sum(axis=1) @ y]) / total


def _checked(strokes: Sequence[np.ndarray]) -> list[np.ndarray]:
    try:
        strokes = list(strokes)
    except TypeError:
        raise DrawingError(
            f"strokes: got {type(strokes).__name__}, want a list of strokes, each of shape (n, 2)."
        ) from None
    if len(strokes) > MOST_PIECES:
        raise _too_long(len(strokes))
    checked = []
    for i, stroke in enumerate(strokes):
        try:
            stroke = np.asarray(stroke)
        except ValueError as error:
            raise DrawingError(f"strokes[{i}]: got no array of points ({error}).") from None
        if stroke.size == 0:
            continue
        if stroke.dtype.kind not in "iuf":
            raise DrawingError(f"strokes[{i}]: got dtype {stroke.dtype}, want numbers.")
        if stroke.ndim != 2 or stroke.shape[1] != 2:
            raise DrawingError(
                f"strokes[{i}]: got shape {stroke.shape}, want (n, 2): a row a point, x and y."
            )
        if not np.isfinite(stroke).all():
            raise DrawingError(f"strokes[{i}]: holds a point that is not a finite number.")
        if np.abs(stroke).max() > LARGEST:
            raise DrawingError(
                f"strokes[{i}]: holds a point {np.abs(stroke).max():g} from the origin, want at "
                f"most {LARGEST:g} canvas pixels."
            )
        checked.append(stroke.astype(np.float64))
    if not checked:
        raise DrawingError("strokes: hold no point; there is nothing to draw.")
    return checked


def _too_long(pieces: int) -> DrawingError:
    return DrawingError(
        f"strokes: make {pieces:,} pieces of line, want at most {MOST_PIECES:,}: "
        "no digit takes that much ink. Wipe the sheet and begin again."
    )


def _segments(strokes: list[np.ndarray]) -> np.ndarray:
    """Cut strokes into short straight pieces: (S, 2, 2), begin and end of each."""
    pieces, total = [], 0
    for stroke in strokes:
        steps = np.hypot(*np.diff(stroke, axis=0).T)
        length = np.concatenate([[0.0], np.cumsum(steps)])
        count = 1 + int(np.ceil(length[-1] / SPACING))
        total += count
        if total > MOST_PIECES:
            raise _too_long(total)
        places = np.linspace(0, length[-1], max(count, 2))
        curve = np.stack([np.interp(places, length, stroke[:, k]) for k in (0, 1)], axis=1)
        pieces.append(np.stack([curve[:-1], curve[1:]], axis=1))
    return np.concatenate(pieces)


def _draw(segments: np.ndarray) -> np.ndarray:
    """Ink each pixel by its distance to the nearest segment."""
    x, y = segments[:, 0].T[:, :, None].astype(np.float32)
    dx, dy = (segments[:, 1] - segments[:, 0]).T[:, :, None].astype(np.float32)
    # Only the pixels of a small window around a segment's middle can be within reach of it.
    column = np.ceil(x + dx / 2 - WINDOW / 2) + np.arange(WINDOW, dtype=np.float32)
    row = np.ceil(y + dy / 2 - WINDOW / 2) + np.arange(WINDOW, dtype=np.float32)
    # The nearest point of a segment, begin + t (end − begin) with 0 ≤ t ≤ 1, is a projection.
    to_x, to_y = (column - x)[:, None, :], (row - y)[:, :, None]
    dx, dy = dx[:, :, None], dy[:, :, None]
    square = np.maximum(dx * dx + dy * dy, 1e-12)  # a dot's segment has no length
    t = np.clip((to_x * dx + to_y * dy) / square, 0, 1)
    squares = (to_x - t * dx) ** 2 + (to_y - t * dy) ** 2

    # The ink may lie up to half a box beside the image before it is centred.
    side = SIDE + 2 * ASIDE
    nearest = np.full(side * side, REACH**2, np.float32)
    pixel = ((row[:, :, None] + ASIDE) * side + column[:, None, :] + ASIDE).astype(np.intp)
    np.minimum.at(nearest, pixel.ravel(), squares.ravel())
    distance = np.sqrt(nearest.reshape(side, side)[ASIDE:-ASIDE, ASIDE:-ASIDE])
    ramp = (REACH - distance) / EDGE
    np.minimum(ramp, 1, out=ramp)
    return ramp * ramp * (3 - 2 * ramp)
