"""Any image of one digit → 28 × 28, by the recipe that made MNIST (LeCun et al., 1998)."""

import numpy as np

from .components import digit_in
from .grey import ImageError, to_grey
from .ink import to_darkness, to_ink
from .penwidth import with_mnists_pen
from .resampling import area_resize
from .rules import without_rules
from .strokes import BOX, CENTRE

FAINT = 0.2  # of the pen's ink: a rule is at least so dark


def image_to_tensor(image: np.ndarray) -> np.ndarray:
    """Find the digit in an image, and size and place it as MNIST's were.

    The light may be uneven, the ink darker or lighter than the paper, the paper lined or squared
    and the pen thin or thick. The image should hold one digit; what the image's frame cuts through
    is taken for a neighbour and left out.

    Parameters
    ----------
    image : ndarray, shape (h, w), (h, w, 1), (h, w, 3) or (h, w, 4)
        Grey, RGB or RGBA; uint8 from 0 to 255, or floats in [0, 1]. What is transparent shows
        white paper.

    Returns
    -------
    ndarray of float32, shape (28, 28)
        Ink is 1, paper is 0; the ink fits a 20 × 20 box with its aspect kept, its strokes are
        about as wide as MNIST's, and its centre of mass lies at pixel index 14.

    Raises
    ------
    ImageError
        If the image is blank or holds several digits; if it is of another shape or dtype, too
        small or too large, or holds values that are not finite or out of range.

    Examples
    --------
    >>> photo = np.full((100, 80), 230, np.uint8)  # light paper
    >>> photo[20:80, 38:44] = 30  # and a dark bar on it
    >>> tensor = image_to_tensor(photo)
    >>> tensor.shape, tensor.dtype
    ((28, 28), dtype('float32'))
    """
    return _placed(with_mnists_pen(digit_in(find_ink(image))))


def find_ink(image: np.ndarray) -> np.ndarray:
    """The first half of `image_to_tensor`: how much each pixel is ink, 0 to 1.

    It comes as float64 (h, w), at most 280 × 280: larger images are averaged down. Ruled lines
    are no ink.
    """
    darkness = to_darkness(to_grey(image))
    ink = to_ink(darkness)
    seen = ink > FAINT
    left = without_rules(seen)
    if left is seen:
        return ink
    gone = np.pad(seen & ~left, 1)
    gone[1:-1] |= gone[2:] | gone[:-2]  # and the rules' own soft edges
    gone[:, 1:-1] |= gone[:, 2:] | gone[:, :-2]
    darkness.values[gone[1:-1, 1:-1] & ~left] = 0
    if not left.any():
        raise ImageError("image: holds ruled lines alone; there is no drawing on it.")
    return to_ink(darkness)  # the rules may have been darker than the pen, or lighter


def _placed(ink: np.ndarray) -> np.ndarray:
    """Scale the ink into the 20 × 20 box and put its centre of mass at the centre."""
    rows, columns = (np.flatnonzero(ink.max(axis=axis) > 0.5) for axis in (1, 0))
    # what is neither part of the digit nor next to it is not looked at
    ink = ink[max(rows[0] - 1, 0) : rows[-1] + 2, max(columns[0] - 1, 0) : columns[-1] + 2]
    height, width = np.ptp(rows) + 1, np.ptp(columns) + 1
    scale = BOX / max(height, width)
    total = ink.sum()
    centre = [
        ink.sum(axis=axis) @ (np.arange(ink.shape[1 - axis]) + 0.5) / total for axis in (0, 1)
    ]
    return area_resize(ink, scale, [CENTRE + 0.5 - place * scale for place in centre])
