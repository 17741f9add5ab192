"""Which of the ink is the digit: connected pieces, and those that belong together."""

from dataclasses import dataclass

import numpy as np

from .grey import ImageError

SPECK = 0.1  # of the digit's longer side: smaller pieces are dust
NEAR = 0.45  # of the digit's longer side: pieces no further off belong to it
TALL = 0.7  # of the tallest piece: a piece as tall beside another is a digit of its own
APART = 0.04  # of the tallest piece: the gap between two digits
MOST = 8  # pieces half as large as the largest that one digit may be broken into


@dataclass
class Runs:
    """The vertical runs of ink in a picture, column by column: [start, stop) in each."""

    column: np.ndarray
    start: np.ndarray
    stop: np.ndarray

    @property
    def length(self) -> np.ndarray:
        return self.stop - self.start

    def pixels(self, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The rows and the columns of all pixels of the chosen runs."""
        length = self.length[chosen]
        into = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
        return np.repeat(self.start[chosen], length) + into, np.repeat(self.column[chosen], length)


def find_runs(mask: np.ndarray) -> Runs:
    """Each column's runs of True."""
    edges = np.zeros((mask.shape[1], mask.shape[0] + 2), np.int8)
    edges[:, 1:-1] = mask.T
    change = np.diff(edges)
    column, start = np.nonzero(change == 1)
    return Runs(column, start, np.nonzero(change == -1)[1])


def label(runs: Runs) -> np.ndarray:
    """The number of the piece of ink to which each run belongs: 0, 1, ….

    Runs of neighbouring columns that touch, be it at a corner, are one piece. Each run takes the
    smallest number among those that it touches, and then that run's own, until nothing changes
    (Shiloach and Vishkin, 1982).
    """
    apart = int(runs.stop.max(initial=0)) + 2
    ends, begins = runs.column * apart + runs.stop, runs.column * apart + runs.start
    first = np.searchsorted(ends, (runs.column + 1) * apart + runs.start)
    last = np.searchsorted(begins, (runs.column + 1) * apart + runs.stop, side="right")
    count = np.maximum(last - first, 0)
    one = np.repeat(np.arange(len(first)), count)
    other = np.arange(len(one)) - np.repeat(np.cumsum(count) - count, count) + first[one]
    number = np.arange(len(first))
    while (number[one] != number[other]).any():
        smaller = np.minimum(number[one], number[other])
        np.minimum.at(number, number[one], smaller)
        np.minimum.at(number, number[other], smaller)
        number = number[number]
    return np.unique(number, return_inverse=True)[1]


def digit_in(ink: np.ndarray, level: float = 0.3) -> np.ndarray:
    """The ink of the one digit, without what lies beside it.

    Raises an ImageError if there is no digit, or more than one.
    """
    runs = find_runs(ink > level)
    pieces = label(runs)
    n = pieces.max(initial=-1) + 1
    dark = ink[runs.pixels(np.ones(len(pieces), bool))] > 0.5
    dark = np.bincount(np.repeat(pieces, runs.length), dark, minlength=n) > 0
    if not dark.any():
        raise ImageError("image: is blank; there is no drawing on it.")
    low, high = np.full((n, 2), max(ink.shape)), np.zeros((n, 2), int)
    np.minimum.at(low, pieces, np.stack([runs.column, runs.start], axis=1))
    np.maximum.at(high, pieces, np.stack([runs.column + 1, runs.stop], axis=1))
    extent = (high - low).max(axis=1)
    size = np.array(ink.shape[::-1])
    at_frame = ((low == 0) | (high == size)).any(axis=1)
    aside = np.abs((low + high) / size - 1).max(axis=1)  # 0 in the middle, 1 at the frame
    main = int(np.argmax(dark * extent * np.where(at_frame, 0.4, 1) * (1 - 0.5 * aside)))
    # the frame cuts through what lies beside the digit, unless it cuts through the digit
    candidate = dark & (extent >= SPECK * extent[main]) & (~at_frame | at_frame[main])
    chosen = np.arange(n) == main
    while True:
        left, right = low[chosen].min(axis=0), high[chosen].max(axis=0)
        gap = np.maximum(low - right, left - high).max(axis=1)
        grown = candidate & (gap <= NEAR * extent[main])
        if (grown <= chosen).all():
            break
        chosen |= grown
    whole = candidate & (~at_frame | chosen)
    _check_one(low[whole], high[whole], extent[whole])
    kept = np.zeros((ink.shape[0] + 2, ink.shape[1] + 2), bool)
    rows, columns = runs.pixels(chosen[pieces])
    for dy in range(3):  # and the pixels next to it: the ink's soft edge
        for dx in range(3):
            kept[rows + dy, columns + dx] = True
    return np.where(kept[1:-1, 1:-1], ink, 0)


def _check_one(low: np.ndarray, high: np.ndarray, extent: np.ndarray) -> None:
    """Refuse pieces that stand side by side, each as tall as the others, and pages of them."""
    large = extent >= 0.5 * extent.max()
    if large.sum() > MOST:
        raise ImageError(
            f"image: holds {large.sum()} separate shapes, as a page of text does, want one digit. "
            "Cut out the one that is meant."
        )
    tall = np.flatnonzero((high - low)[:, 1] >= TALL * extent.max())
    tall = tall[np.argsort(low[tall, 0])]
    gaps = low[tall[1:], 0] - np.maximum.accumulate(high[tall, 0])[:-1]
    count = 1 + int(np.sum(gaps > APART * extent.max()))
    if count > 1:
        raise ImageError(
            f"image: holds {count} shapes side by side, want one digit. "
            "Cut out the one that is meant."
        )
