"""Shapes as smooth curves: from a line of a table of styles to control points and their curve."""

import re
from functools import lru_cache
from itertools import pairwise

import numpy as np

CURVE_POINTS = 8  # drawn between one control point and the next
NO_POINTS = np.empty((0, 2))


@lru_cache(1024)
def template(text: str, corners: bool) -> list[tuple[np.ndarray, np.ndarray, np.ndarray, bool]]:
    """Read a style. For each stroke: its control points (k, 2) at both ends of the style's range,
    a matrix (n, k), and whether the pen comes to it without being lifted.

    A Catmull-Rom curve is linear in its control points, so the matrix times the (jittered)
    points is the curve. Between corners the curve is smooth. A slash has no control points yet.
    """
    one_end, _, other_end = text.partition(">")
    parts = re.split(r"([|&])", one_end)
    strokes = []
    for i, (lift, words) in enumerate(
        zip(["|", *parts[1::2]], map(str.split, parts[::2]), strict=True)
    ):
        if words == ["/"]:
            strokes.append((NO_POINTS, NO_POINTS, _catmull_rom(2, 0, 1), lift == "&"))
            continue
        others = re.split(r"[|&]", other_end)[i].split() if other_end else words
        ends = [
            np.array([[float(v) for v in word.rstrip("!").split(",")] for word in shape])
            for shape in (words, others)
        ]
        inner = range(1, len(words) - 1)
        bends = [k for k in inner if corners and words[k].endswith("!")]
        knots = [0, *bends, len(words) - 1]
        rows = [_catmull_rom(len(words), begin, end) for begin, end in pairwise(knots)]
        strokes.append((*ends, np.concatenate(rows), lift == "&"))
    return strokes


def _catmull_rom(k: int, begin: int, end: int) -> np.ndarray:
    """The rows that make a smooth curve through points begin … end of k (Catmull, Rom 1974)."""
    t = np.linspace(0, 1, CURVE_POINTS, endpoint=False)[:, None]
    powers = np.concatenate([t**0, t, t**2, t**3], axis=1)
    blend = 0.5 * powers @ [[0, 2, 0, 0], [-1, 0, 1, 0], [2, -5, 4, -1], [-1, 3, -3, 1]]
    rows = np.zeros(((end - begin) * CURVE_POINTS + 1, k))
    for i in range(begin, end):
        block = rows[(i - begin) * CURVE_POINTS :][:CURVE_POINTS]
        # beyond either end stands the mirror image of the neighbour: 2 p₀ − p₁
        for column, weight in enumerate(blend.T, i - 1):
            if column < begin:
                block[:, begin] += 2 * weight
                block[:, begin + 1] -= weight
            elif column > end:
                block[:, end] += 2 * weight
                block[:, end - 1] -= weight
            else:
                block[:, column] += weight
    rows[-1, end] = 1
    return rows
