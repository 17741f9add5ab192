"""Views: the same image turned, slanted, sized and shifted a little, to ask more than once."""

from collections.abc import Iterator
from functools import cache

import numpy as np

from ..arguments import as_rows, unit
from .strokes import CENTRE, SIDE

# Each view as an affine map about the digit's centre: where pixel (x, y) of the view looks in the
# image, x' = a x + b y + c and y' = d x + e y + f. In pairs, so that what leans to one side in one
# view leans to the other in the next. The strengths were chosen on MNIST's dev set.
TURN, SLANT, SIZE, SHIFT = 0.2, 0.2, 0.14, 1.0  # radians; pixels a row; logarithm; pixels
COS, SIN, LARGER, SMALLER = np.cos(TURN), np.sin(TURN), np.exp(-SIZE), np.exp(SIZE)
#: The views by name, each as (a, b, c, d, e, f): see the comment before it.
VIEWS = {
    "as it is": (1, 0, 0, 0, 1, 0),
    "turned left": (COS, -SIN, 0, SIN, COS, 0),
    "turned right": (COS, SIN, 0, -SIN, COS, 0),
    "slanted left": (1, -SLANT, 0, 0, 1, 0),
    "slanted right": (1, SLANT, 0, 0, 1, 0),
    "larger": (LARGER, 0, 0, 0, LARGER, 0),
    "smaller": (SMALLER, 0, 0, 0, SMALLER, 0),
    "moved left": (1, 0, SHIFT, 0, 1, 0),
    "moved right": (1, 0, -SHIFT, 0, 1, 0),
    "moved up": (1, 0, 0, 0, 1, SHIFT),
    "moved down": (1, 0, 0, 0, 1, -SHIFT),
}
PAPER = SIDE * SIDE  # the pixel after the last one: blank, and looked at for all that lies outside


def views(images: np.ndarray) -> Iterator[np.ndarray]:
    """The images under each of `VIEWS`, one view of all of them after the other.

    A network's errors under small changes differ from one another more than its right answers do,
    so that the mean of its answers is better than one of them (Krizhevsky, Sutskever and Hinton
    2012, *ImageNet Classification with Deep Convolutional Neural Networks*, section 4.1).

    Parameters
    ----------
    images : ndarray of uint8 or float, shape (N, 784), (N, 28, 28) or (28, 28)
        uint8 counts to 255; floats are in [0, 1].

    Yields
    ------
    ndarray of float32, shape (N, 784)
        In [0, 1]; the first view is the images themselves.

    Raises
    ------
    ValueError
        If the images have another shape or dtype.

    Examples
    --------
    >>> image = np.zeros((28, 28), np.float32)
    >>> image[10, 14] = 1
    >>> seen = dict(zip(VIEWS, views(image), strict=True))
    >>> len(seen), divmod(int(seen["moved up"].argmax()), 28)
    (11, (9, 14))
    """
    rows = as_rows("images", images, PAPER)
    columns = np.zeros((PAPER + 1, len(rows)), np.float32)  # a pixel of all images lies together
    np.multiply(rows.T, np.float32(unit(rows)), out=columns[:-1], casting="same_kind")
    for corners, shares in _looks():
        view = columns[corners[0]]
        view *= shares[0]
        for corner, share in zip(corners[1:], shares[1:], strict=True):
            view += columns[corner] * share
        yield view.T


@cache
def _looks() -> list[tuple[np.ndarray, np.ndarray]]:
    """For each view the pixels that it looks at, and their shares: (k, 784) and (k, 784, 1).

    Between pixels these are the four corners of bilinear interpolation; corners that no pixel of
    the view needs, such as all but one of a move by whole pixels, are left out.
    """
    y, x = np.mgrid[:SIDE, :SIDE].reshape(2, -1) - CENTRE
    looks = []
    for a, b, c, d, e, f in VIEWS.values():
        there = np.stack([d * x + e * y + f, a * x + b * y + c]) + CENTRE
        corner = np.floor(there).astype(int)
        beyond = there - corner
        pixels, shares = [], []
        for step in np.ndindex(2, 2):
            row, column = corner + np.array(step)[:, None]
            share = np.where(np.array(step)[:, None], beyond, 1 - beyond).prod(axis=0)
            inside = (row >= 0) & (row < SIDE) & (column >= 0) & (column < SIDE)
            if share.any():
                pixels.append(np.where(inside, row * SIDE + column, PAPER))
                shares.append(share.astype(np.float32)[:, None])
        looks.append((np.stack(pixels), np.stack(shares)))
    return looks
