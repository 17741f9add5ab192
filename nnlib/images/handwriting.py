"""A synthetic pen: digits in the styles that people write, each time a little differently.

MNIST was written in the United States in the early 1990s. Elsewhere people cross their sevens,
flag their ones and curl the tails of their nines, and a network that has never seen that reads
them wrongly. The styles are in `styles`, what is not a digit is in `others`; written by hand, both.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from ..arguments import check_count, check_generator
from .others import OTHERS, SHAPES, STRANGERS
from .spline import template
from .strokes import CANVAS, SIDE, strokes_to_image
from .styles import STYLES

# The jitter, in hundredths of the digit's height unless said otherwise; standard deviations.
POINT = 3.2  # of each control point
STROKE = 2.5  # of a whole stroke against the others
SMOOTH_CORNER = 0.25  # the share of drawings whose corners are written round
SLANT = 0.16  # to the side per height
ROTATION = 0.08  # radians
ASPECT = 0.22  # logarithm of width over height
SIZE = (0.3, 0.8)  # the longer side's share of the canvas: from and to, not a deviation
BEND = 4.0  # a slow wave through the whole digit
TREMOR = 0.7  # a quicker one
END = 0.07  # of a stroke's length: how much too long or too short it is
LIFT = 0.04  # the share of strokes in which the pen skips a little
JOIN = 0.04  # the share of strokes to which the pen comes without being lifted
SLASH_ANGLE = (0.85, 0.6)  # radians from the horizontal, anticlockwise: mean and deviation
SLASH_LENGTH = (50, 170)  # a slash may stay inside the ring of its zero or stick out far
SLASH_PLACE = 8.0  # of its middle around the ring's


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
        A key of `OTHERS`, `SHAPES` or `STRANGERS`; ``"scribble"``, where the pen runs to and fro;
        or ``"two digits"``, side by side. Default: one of `OTHERS`, one of `SHAPES`, a scribble
        or two digits, each a quarter of the time.

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
        letter, shape = (list(table)[rng.integers(len(table))] for table in (OTHERS, SHAPES))
        name = ("scribble", "two digits", letter, shape)[rng.integers(4)]
    if name == "scribble":
        turns = rng.uniform(0, 100, (rng.integers(7, 20), 2))
        return _write(" ".join(f"{x:.0f},{y:.0f}" for x, y in turns), rng)
    if name == "two digits":
        left, right = (draw_digit(int(digit), rng) for digit in rng.integers(0, 10, 2))
        beside = np.concatenate(left).max(axis=0) - np.concatenate(right).min(axis=0)
        beside += rng.uniform((2, -40), (25, 40))
        return [*left, *(stroke + beside * (1, 0.2) for stroke in right)]
    tables = OTHERS | SHAPES | STRANGERS
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


def on_canvas(strokes: Sequence[np.ndarray], rng: np.random.Generator) -> list[np.ndarray]:
    """Give a drawing some size, three to eight tenths of the canvas, and some place on it."""
    size = rng.uniform(*SIZE) * CANVAS / np.ptp(np.concatenate(strokes), axis=0).max()
    points = np.concatenate(strokes) * size
    points += rng.uniform(-points.min(axis=0), CANVAS - points.max(axis=0))
    return np.split(points, np.cumsum([len(stroke) for stroke in strokes[:-1]]))


def drawn_images(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Write n digits and draw them as MNIST's files hold them: uint8 (n, 28, 28), and labels."""
    labels, written = drawings(n, rng)
    return images_of(written), labels


def other_images(n: int, rng: np.random.Generator) -> np.ndarray:
    """Write n things that are not digits and draw them: uint8, shape (n, 28, 28)."""
    check_count("n", n, 0)
    return images_of([draw_other(rng) for _ in range(n)])


def images_of(drawings: Iterable[Sequence[np.ndarray]]) -> np.ndarray:
    """Draw the strokes of each drawing as MNIST's files hold digits: uint8, shape (n, 28, 28)."""
    images = [np.rint(strokes_to_image(strokes) * 255).astype(np.uint8) for strokes in drawings]
    return np.array(images, np.uint8).reshape(-1, SIDE, SIDE)


def _write(text: str, rng: np.random.Generator) -> list[np.ndarray]:
    """One line of a table, written by hand."""
    corners = bool(rng.random() >= SMOOTH_CORNER)
    between = rng.random()  # where in a range of shapes
    strokes = []
    for one_end, other_end, curve, joined in template(text, corners):
        points = one_end + between * (other_end - one_end)
        if not len(points):
            points = _slash(rng)
        points = points + rng.normal(0, POINT, points.shape) + rng.normal(0, STROKE, 2)
        stroke = curve @ points
        if strokes and (joined or rng.random() < JOIN):
            strokes[-1] = np.concatenate([strokes[-1], stroke])
        else:
            strokes.append(stroke)
    return _by_hand([piece for stroke in strokes for piece in _ends(stroke, rng)], rng)


def _slash(rng: np.random.Generator) -> np.ndarray:
    """The two ends of a stroke across the digit, which may stay inside or stick out far."""
    angle, length = rng.normal(*SLASH_ANGLE), rng.uniform(*SLASH_LENGTH)
    half = length / 2 * np.array([np.cos(angle), -np.sin(angle)])
    ends = np.array([half, -half]) if rng.random() < 0.5 else np.array([-half, half])
    return rng.normal(50, SLASH_PLACE, 2) + ends


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
    return on_canvas(np.split(points @ matrix, np.cumsum([len(s) for s in strokes[:-1]])), rng)


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
