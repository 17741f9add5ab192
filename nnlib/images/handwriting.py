"""A synthetic pen: digits in the styles that people write, each time a little differently.

MNIST was written in the United States in the early 1990s. Elsewhere people cross their sevens,
flag their ones and curl the tails of their nines, and a network that has never seen that reads
them wrongly. The table of styles below was written by hand from what is generally known of
handwriting; no drawing of any data set went into it.
"""

from functools import lru_cache
from itertools import pairwise

import numpy as np

from ..arguments import check_count, check_generator
from .strokes import CANVAS, SIDE, strokes_to_image
from .styles import OTHERS, STRANGERS, STYLES

CURVE_POINTS = 8  # drawn between one control point and the next

# The jitter, in hundredths of the digit's height unless said otherwise; standard deviations.
POINT = 3.2  # of each control point
STROKE = 2.5  # of a whole stroke against the others
SMOOTH_CORNER = 0.25  # the share of drawings whose corners are written round
SLANT = 0.16  # to the side per height
ROTATION = 0.08  # radians
ASPECT = 0.22  # logarithm of width over height
BEND = 4.0  # a slow wave through the whole digit
TREMOR = 0.7  # a quicker one
END = 0.07  # of a stroke's length: how much too long or too short it is
LIFT = 0.04  # the share of strokes in which the pen skips a little


def draw_digit(digit: int, rng: np.random.Generator, style: str | None = None) -> list[np.ndarray]:
    """Write a digit, as if on the pad.

    Parameters
    ----------
    digit : int
        0 to 9.
    rng : numpy.random.Generator
    style : str, optional
        A key of ``STYLES[digit]``. Default: any of them, all equally often.

    Returns
    -------
    list of ndarray, each of shape (n, 2)
        The strokes: canvas pixels, x to the right, y down.

    Raises
    ------
    ValueError
        If the digit or the style is unknown, or `rng` is not a generator.

    Examples
    --------
    >>> strokes = draw_digit(7, np.random.default_rng(0), style="crossed")
    >>> all(stroke.shape[1] == 2 for stroke in strokes)
    True
    """
    check_generator(rng)
    if not isinstance(digit, int | np.integer) or digit not in STYLES:
        raise ValueError(f"digit: got {digit!r}, want an integer from 0 to 9.")
    styles = STYLES[int(digit)]
    if style is None:
        style = list(styles)[rng.integers(len(styles))]
    elif not isinstance(style, str) or style not in styles:
        raise ValueError(f"style: got {style!r}, want one of {', '.join(styles)}.")

    return _write(styles[style], rng)


def draw_other(rng: np.random.Generator, name: str | None = None) -> list[np.ndarray]:
    """Write something that is not a digit.

    Parameters
    ----------
    rng : numpy.random.Generator
    name : str, optional
        A key of `OTHERS` or `STRANGERS`; ``"scribble"``, where the pen runs to and fro; or
        ``"two digits"``, side by side. Default: one of `OTHERS`, a scribble or two digits, each
        a third of the time.

    Returns
    -------
    list of ndarray, each of shape (n, 2)
        The strokes, as `draw_digit` gives them.

    Raises
    ------
    ValueError
        If the name is unknown, or `rng` is not a generator.

    Examples
    --------
    >>> strokes = draw_other(np.random.default_rng(0), "scribble")
    >>> all(stroke.shape[1] == 2 for stroke in strokes)
    True
    """
    check_generator(rng)
    if name is None:
        letter = list(OTHERS)[rng.integers(len(OTHERS))]
        name = ("scribble", "two digits", letter)[rng.integers(3)]
    if name == "scribble":
        turns = rng.uniform(0, 100, (rng.integers(7, 20), 2))
        return _write(" ".join(f"{x:.0f},{y:.0f}" for x, y in turns), rng)
    if name == "two digits":
        left, right = (draw_digit(int(digit), rng) for digit in rng.integers(0, 10, 2))
        beside = np.concatenate(left).max(axis=0) - np.concatenate(right).min(axis=0)
        beside += rng.uniform((2, -40), (25, 40))
        return [*left, *(stroke + beside * (1, 0.2) for stroke in right)]
    tables = OTHERS | STRANGERS
    if not isinstance(name, str) or name not in tables:
        raise ValueError(
            f"name: got {name!r}, want scribble, two digits, or one of {', '.join(tables)}."
        )
    return _write(tables[name], rng)


def drawings(n: int, rng: np.random.Generator) -> tuple[np.ndarray, list[list[np.ndarray]]]:
    """Write n digits, any digit as often as any other: their labels, and the strokes of each."""
    check_count("n", n, 0)
    check_generator(rng)
    labels = rng.integers(0, 10, n)
    return labels, [draw_digit(int(digit), rng) for digit in labels]


def drawn_images(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Write n digits and draw them as MNIST's files hold them: uint8 (n, 28, 28), and labels."""
    labels, written = drawings(n, rng)
    return _images(written), labels


def other_images(n: int, rng: np.random.Generator) -> np.ndarray:
    """Write n things that are not digits and draw them: uint8, shape (n, 28, 28)."""
    check_count("n", n, 0)
    return _images([draw_other(rng) for _ in range(n)])


def _images(drawings: list[list[np.ndarray]]) -> np.ndarray:
    images = [np.rint(strokes_to_image(strokes) * 255).astype(np.uint8) for strokes in drawings]
    return np.array(images, np.uint8).reshape(-1, SIDE, SIDE)


def _write(text: str, rng: np.random.Generator) -> list[np.ndarray]:
    """One line of a table, written by hand."""
    corners = bool(rng.random() >= SMOOTH_CORNER)
    strokes = []
    for control, curve in _template(text, corners):
        points = control + rng.normal(0, POINT, control.shape) + rng.normal(0, STROKE, 2)
        strokes += _ends(curve @ points, rng)
    return _by_hand(strokes, rng)


def _by_hand(strokes: list[np.ndarray], rng: np.random.Generator) -> list[np.ndarray]:
    """Bend, slant, turn and stretch a whole digit, and put it somewhere on the canvas."""
    points = np.concatenate(strokes) - 50.0
    for strength, waves in ((BEND, rng.uniform(0.4, 1.2, 2)), (TREMOR, rng.uniform(2, 4, 2))):
        # Each coordinate is pushed to and fro along a direction of its own.
        angle, phase = rng.uniform(0, 2 * np.pi, (2, 2))
        along = points @ np.array([np.cos(angle), np.sin(angle)])
        points = points + rng.normal(0, strength, 2) * np.sin(along * waves * 0.0628 + phase)
    turn, slant = rng.normal(0, ROTATION), rng.normal(0, SLANT)
    width = 0.75 * np.exp(rng.normal(0, ASPECT))  # a written digit is narrower than it is high
    cos, sin = np.cos(turn), np.sin(turn)
    matrix = np.array([[width, 0], [-slant, 1]]) @ np.array([[cos, sin], [-sin, cos]])
    points = points @ matrix
    points *= rng.uniform(0.3, 0.8) * CANVAS / np.ptp(points, axis=0).max()
    low, high = points.min(axis=0), points.max(axis=0)
    points += rng.uniform(-low, CANVAS - high)
    return np.split(points, np.cumsum([len(stroke) for stroke in strokes[:-1]]))


def _ends(stroke: np.ndarray, rng: np.random.Generator) -> list[np.ndarray]:
    """Make a stroke's two ends a little longer or shorter, and now and then interrupt it."""
    steps = np.diff(stroke, axis=0)
    length = np.hypot(*steps.T)
    whole = length.sum()
    along = np.concatenate([[0.0], np.cumsum(length)])
    # a long stroke does not miss by more than a short one
    first, last = rng.normal(0, END * min(whole, 100.0), 2)
    kept = (along > first) & (along < whole + last)
    if kept.sum() < 3:
        return [stroke]
    stroke = stroke[kept]
    begin = [stroke[0] + steps[0] / length[0] * min(first, 0.0)]
    end = [stroke[-1] + steps[-1] / length[-1] * max(last, 0.0)]
    stroke = np.concatenate([begin, stroke, end])
    if rng.random() < LIFT and len(stroke) > 12:
        cut = rng.integers(5, len(stroke) - 5)
        return [stroke[: cut - 1], stroke[cut + 1 :]]
    return [stroke]


@lru_cache(512)
def _template(text: str, corners: bool) -> list[tuple[np.ndarray, np.ndarray]]:
    """Read a style: for each stroke its control points (k, 2) and a matrix (n, k).

    A Catmull-Rom curve is linear in its control points, so the matrix times the (jittered)
    points is the curve. Between corners the curve is smooth.
    """
    strokes = []
    for part in text.split("|"):
        words = part.split()
        control = np.array([[float(v) for v in word.rstrip("!").split(",")] for word in words])
        inner = range(1, len(words) - 1)
        bends = [i for i in inner if corners and words[i].endswith("!")]
        knots = [0, *bends, len(words) - 1]
        rows = [_catmull_rom(len(words), begin, end) for begin, end in pairwise(knots)]
        strokes.append((control, np.concatenate(rows)))
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
