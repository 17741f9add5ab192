"""Ruled lines, squared paper and the borders of a form's cells: found, and taken away."""

from dataclasses import dataclass

import numpy as np

from .components import find_runs

ROOM = 40  # pixels: a picture no larger is a scan of a digit alone
THICKEST = 0.045  # of the picture's side: a rule is no thicker
SHORTEST = 0.45  # of the picture's side: nor shorter
SOLID = 0.75  # of its length that is inked, at least
STEEPEST = 0.2  # its rise over its run, at most: 11 degrees
BIN = 3.0  # pixels of offset that count as the same line
FEW = 0.7  # of the shortest rule: so many votes, since strokes that cross it cast none
ANCHOR = 0.04  # of the side: so near to each end, something holds a rule
ALIKE = 1.6  # times the usual thickness: a thicker line is a stroke that happens to be held


@dataclass
class Line:
    """y = offset + slope · x from one x to another, as thick as most of its runs."""

    offset: float
    slope: float
    begin: float
    end: float
    thickness: float

    def y(self, x):
        """How far down the line is at x."""
        return self.offset + self.slope * x


def without_rules(mask: np.ndarray) -> np.ndarray:
    """The mask of ink without its rules; it comes back itself if it has none.

    Lines are found by votes (Hough, 1962; Duda and Hart, 1972) and erased as readers of music
    erase staves, only where the ink is no thicker than the line (Dalitz et al., 2008). Hence a
    stroke that crosses one stays whole.
    """
    across, down = ([], []) if max(mask.shape) <= ROOM else (_lines(mask), _lines(mask.T))
    across, down = _held(across, down, mask.shape)
    left = mask.copy()
    _erase(left, across)
    _erase(left.T, down)
    a_one = len(across) + len(down) == 1 and left.sum() < 0.3 * mask.sum()
    return mask if a_one or not across + down else left


def _lines(mask: np.ndarray) -> list[Line]:
    """The long straight lines that run from left to right."""
    height, width = mask.shape
    runs = find_runs(mask)
    thin = runs.length <= max(THICKEST * max(mask.shape), 1)
    x, y, length = runs.column[thin] + 0.5, (runs.start + runs.stop)[thin] / 2, runs.length[thin]
    slopes = np.arange(-STEEPEST, STEEPEST, BIN / width)
    rise = STEEPEST * width
    n = int((height + 2 * rise) / BIN) + 2
    # each thin run votes for every line through its middle
    bins = ((y - np.outer(slopes, x) + rise) / BIN).astype(int)
    bins += n * np.arange(len(slopes))[:, None]
    votes = np.bincount(bins.ravel(), minlength=n * len(slopes) + 1)
    free, lines = np.ones(len(x), bool), []
    while True:
        pairs = votes[:-1] + votes[1:]  # a line may lie on the border of two bins
        best = int(pairs.argmax())
        if pairs[best] < FEW * SHORTEST * width:
            return lines
        slope, offset = slopes[best // n], (best % n + 1) * BIN - rise
        near = free & (np.abs(y - offset - slope * x) <= BIN)
        near |= free & ((bins[best // n] == best) | (bins[best // n] == best + 1))
        free &= ~near
        np.subtract.at(votes, bins[:, near].ravel(), 1)
        if np.ptp(x[near]) < SHORTEST * width - 1:
            continue
        slope, offset = np.polyfit(x[near], y[near], 1)
        ends = x[near].min() - 0.5, x[near].max() + 0.5
        line = Line(offset, slope, *ends, float(np.median(length[near])))
        columns = np.arange(*map(int, ends))
        rows = np.clip(line.y(columns + 0.5).astype(int), 0, height - 1)
        if mask[rows, columns].mean() >= SOLID:
            lines.append(line)


def _held(across: list[Line], down: list[Line], shape) -> tuple[list[Line], list[Line]]:
    """The lines that end at the picture's frame or on each other: a stroke's ends are free."""
    reach = ANCHOR * max(shape)

    def held(line, others, height, width):
        ends = ((x, line.y(x)) for x in (line.begin, line.end))
        return all(
            min(x, width - x, y, height - y) <= reach
            or any(
                abs(other.y(y) - x) <= reach and other.begin - reach <= y <= other.end + reach
                for other in others
            )
            for x, y in ends
        )

    before = None
    while before != (before := len(across) + len(down)):
        across, down = (
            [line for line in across if held(line, down, *shape)],
            [line for line in down if held(line, across, *shape[::-1])],
        )
    usual = np.median([line.thickness for line in across + down] or [0])
    return tuple(
        [line for line in lines if line.thickness <= ALIKE * usual + 1] for lines in (across, down)
    )


def _erase(mask: np.ndarray, lines: list[Line]) -> None:
    """Clear the runs on each line that are hardly thicker than it; longer ones are strokes."""
    runs = find_runs(mask)
    for line in lines:
        y = line.y(runs.column + 0.5)
        on = (runs.start - 1.5 <= y) & (y <= runs.stop + 1.5)
        mask[runs.pixels(on & (runs.length <= 1.5 * line.thickness + 1.5))] = False
