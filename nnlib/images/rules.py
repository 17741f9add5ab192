"""Ruled lines, squared paper and the borders of a form's cells: found, and taken away."""

from dataclasses import dataclass

import numpy as np

from .components import Runs, find_runs

THICKEST = 0.045  # of the picture's side: a line as thick as that may be a rule
SHORTEST = 0.45  # of the picture's side: a rule is at least so long
STEEPEST = 0.2  # a rule's rise over its run, at most: 11 degrees
BIN = 3.0  # pixels of offset that count as the same line
SOLID = 0.75  # of its length: a rule is inked at least so far
ALIKE = 1.6  # times the usual thickness: a rule is no thicker
ANCHOR = 0.04  # of the side: so near to its end, something must hold a rule


@dataclass
class Line:
    """y = offset + slope · x, from one x to another, with the thickness of its runs."""

    offset: float
    slope: float
    begin: float
    end: float
    thickness: float

    def y(self, x):
        return self.offset + self.slope * x


def without_rules(mask: np.ndarray) -> np.ndarray:
    """The mask of ink without its rules; where a stroke crosses one, it stays whole.

    Lines are found as Hough (1962) did, and erased as music readers erase staves: where the ink
    across the line is no thicker than the line (Dalitz et al., 2008).
    """
    across, down = _lines(mask), _lines(mask.T)
    across, down = _anchored(across, down, mask.shape)
    if not across and not down:
        return mask
    left = mask.copy()
    _erase(left, across)
    _erase(left.T, down)
    # nothing but a line: it is the digit
    if len(across) + len(down) == 1 and left.sum() < 0.3 * mask.sum():
        return mask
    return left


def _lines(mask: np.ndarray) -> list[Line]:
    """The long straight lines that run from left to right."""
    height, width = mask.shape
    runs = find_runs(mask)
    thin = runs.length <= max(THICKEST * max(mask.shape), 1)
    x, y = runs.column[thin] + 0.5, (runs.start + runs.stop)[thin] / 2
    length = runs.length[thin]
    slopes = np.arange(-STEEPEST, STEEPEST + 1e-9, BIN / max(width, 1))
    rise = STEEPEST * width
    n = int((height + 2 * rise) / BIN) + 2
    # each short run votes for all lines that pass through it
    bins = ((y - np.outer(slopes, x) + rise) / BIN).astype(int) + n * np.arange(len(slopes))[:, None]
    votes = np.bincount(bins.ravel(), minlength=n * len(slopes) + 1)
    free = np.ones(len(x), bool)
    lines = []
    while True:
        pairs = votes[:-1] + votes[1:]
        best = int(pairs.argmax())
        if pairs[best] < SHORTEST * width * 0.7:
            return lines
        slope, offset = slopes[best // n], (best % n + 1) * BIN - rise
        support = free & (np.abs(y - offset - slope * x) <= BIN)
        for reach in (BIN, BIN * 0.7):
            if np.ptp(x[support], axis=0) > 1 if support.any() else False:
                slope, offset = np.polyfit(x[support], y[support], 1)
            support = free & (np.abs(y - offset - slope * x) <= reach)
        taken = support if support.any() else free & ((bins == best) | (bins == best + 1)).any(axis=0)
        free &= ~taken
        np.subtract.at(votes, bins[:, taken].ravel(), 1)
        if support.any():
            begin, end = x[support].min() - 0.5, x[support].max() + 0.5
            line = Line(offset, slope, begin, end, float(np.median(length[support])))
            columns = np.arange(int(begin), int(end))
            rows = np.clip(line.y(columns + 0.5).astype(int), 0, height - 1)
            if end - begin >= SHORTEST * width and mask[rows, columns].mean() >= SOLID:
                lines.append(line)


def _anchored(across, down, shape) -> tuple[list[Line], list[Line]]:
    """The lines that end at the picture's frame or on each other, as rules do and strokes do not."""
    reach = ANCHOR * max(shape)

    def held(line, others, height, width):
        def at(x):
            y = line.y(x)
            inside = reach < x < width - reach and reach < y < height - reach
            return not inside or any(
                abs(other.y(y) - x) <= reach and other.begin - reach <= y <= other.end + reach
                for other in others
            )

        return at(line.begin) and at(line.end)

    while True:
        kept_across = [line for line in across if held(line, down, *shape)]
        kept_down = [line for line in down if held(line, across, *shape[::-1])]
        if len(kept_across) == len(across) and len(kept_down) == len(down):
            break
        across, down = kept_across, kept_down
    # among rules of one paper, a thicker line is a stroke that happens to end on two of them
    usual = np.median([line.thickness for line in across + down] or [0])
    return tuple([line for line in lines if line.thickness <= ALIKE * usual + 1] for lines in (across, down))


def _erase(mask: np.ndarray, lines: list[Line]) -> None:
    """Clear the runs on each line that are no thicker than it; longer ones are strokes."""
    runs: Runs = find_runs(mask)
    middle = runs.column + 0.5
    for line in lines:
        y = line.y(middle)
        slack = 1.5 + 0.5 * line.thickness
        on = (runs.start - 1.5 <= y) & (y <= runs.stop + 1.5)
        on &= runs.length <= line.thickness + slack
        mask[runs.pixels(on)] = False
