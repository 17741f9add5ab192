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
from .strokes import SIDE, strokes_to_image

#: digit → style → strokes. A stroke is a list of points "x,y" in a square of 100 × 100, y down, in
#: the order of the pen; a smooth curve runs through them. "!" after a point makes it a corner, and
#: "|" lifts the pen.
STYLES: dict[int, dict[str, str]] = {
    0: {
        "round": "50,0 20,12 8,50 22,88 50,100 78,88 92,50 78,12 48,1",
        "narrow": "55,0 34,14 25,50 32,86 50,100 68,86 75,50 68,14 50,0",
        "overlapping": "66,10 38,0 14,30 12,65 35,98 68,96 88,60 82,22 55,4 30,12",
        "with a loop on top": "76,4 40,4 12,34 14,74 46,100 82,80 86,36 64,6 44,8 48,24 66,20",
        "open on top": "52,6 22,10 8,45 18,86 50,100 82,84 92,48 80,16 66,4",
        "slashed": "50,0 20,12 8,50 22,88 50,100 78,88 92,50 78,12 48,1 | 84,12 16,90",
    },
    1: {
        "plain": "50,0 50,100",
        "bent": "54,0 47,50 51,100",
        "slanted": "66,0 36,100",
        "short flag": "34,20 56,0! 54,100",
        "flag": "18,34 58,0! 56,100",
        "long flag": "0,58 60,0! 58,100",
        "bent flag": "12,36 40,24 60,0! 58,100",
        "flag and foot": "22,26 54,0! 54,100 | 20,100 88,99",
        "short flag and foot": "36,16 53,0! 53,100 | 22,99 84,100",
        "long flag and foot": "4,46 56,0! 55,100 | 18,100 92,100",
        "flag and foot in one": "22,26 54,0! 52,98! 18,100! 90,99",
        "foot": "50,0 50,100 | 22,100 78,100",
        "flag and short foot": "24,30 56,0! 55,98 | 36,98 76,98",
        "flat flag": "10,24 58,2! 50,100",
        "curved flag": "14,38 34,30 62,0! 56,100",
        "leaning, with a flag": "22,30 66,0! 40,100",
    },
    2: {
        "flat base": "10,24 28,3 62,2 82,26 62,60 8,98! 94,97",
        "looped base": "10,24 34,1 74,6 82,34 52,68 18,94 8,82 26,74 58,90 96,94",
        "wavy base": "8,22 40,0 78,18 68,52 10,94! 34,86 66,100 96,86",
        "angular": "10,6 84,4! 10,98! 90,97",
        "swan": "14,36 20,8 52,0 82,20 70,56 10,98! 94,94",
        "hooked top": "30,28 12,22 24,3 60,0 84,26 58,64 8,98! 92,98",
        "round base": "10,22 38,0 78,12 76,42 40,74 12,96 40,95 94,96",
        "long neck": "18,16 48,0 76,14 70,42 44,76 16,99! 96,92",
    },
    3: {
        "round": "10,16 38,0 76,12 72,38 38,48! 76,56 90,78 56,100 8,88",
        "flat top": "12,2 86,2! 44,42! 80,50 90,74 56,100 8,90",
        "with a loop": "12,12 50,0 80,16 66,40 36,54 32,44 54,46 86,64 76,94 36,100 8,86",
        "flowing": "12,10 50,0 80,16 48,46 84,66 74,95 38,100 8,88",
        "angular": "10,2 84,6! 38,46! 88,70 10,100",
        "open": "16,4 66,6 72,30 34,46! 80,60 84,88 40,100 12,96",
        "large belly": "22,10 48,0 70,14 60,36 36,42! 78,48 94,74 62,100 6,92",
        "small belly": "8,18 42,0 86,14 80,44 40,58! 72,64 80,84 50,100 18,94",
        "flat top, round": "14,8 40,2 84,2! 46,40! 78,52 88,78 52,100 10,90",
    },
    4: {
        "open": "28,0 10,58! 92,56 | 66,24 62,100",
        "open and round": "26,2 12,46 30,64 92,54 | 66,20 60,100",
        "open and tall": "22,0 16,52! 84,50 | 80,0 76,100",
        "open and low": "36,0 8,70! 94,68 | 62,44 58,100",
        "closed": "62,0 6,66! 96,66 | 62,0 62,100",
        "closed in one": "94,66 6,66! 64,0! 62,100",
        "closed from the top": "64,4 8,62! 94,60 | 66,0 62,100",
        "like a chair": "20,0 14,50! 78,46! 74,100",
        "like a round chair": "18,0 14,34 28,52 66,48 80,20! 74,100",
        "zigzag": "36,0 10,54! 82,50! 52,100",
        "zigzag with a stem": "32,0 8,56! 84,50! 72,22! 60,100",
        "zigzag up and down": "26,2 10,52! 78,50! 80,8! 72,100",
        "with a loop": "44,0 10,60! 82,58 90,40 72,38 54,100",
        "lightning": "58,0 10,58! 92,48! 46,100",
        "lightning crossed": "52,0 8,60! 92,58 | 68,34 46,100",
        "cross": "40,0 6,62! 96,60 | 56,32 54,100",
        "nearly closed": "48,2 10,56! 86,52 | 68,8 62,100",
        "nearly closed in one": "54,6 12,54! 80,50! 76,4! 66,100",
        "with a large loop": "30,0 8,50 22,68 70,62 88,42 74,30 60,56 56,100",
        "round and low": "24,0 8,54 26,74 94,58 | 66,34 60,100",
    },
    5: {
        "one stroke": "86,2 26,2! 20,44! 56,36 88,62 68,96 8,92",
        "with a hat": "26,4 20,46! 60,38 88,66 64,98 8,92 | 26,4 90,2",
        "with a loose hat": "22,12 18,48! 58,40 86,68 62,99 8,92 | 36,5 92,0",
        "with a hat that crosses": "30,6 22,46! 60,38 86,66 62,98 10,92 | 10,8 88,2",
        "flowing": "90,4 46,2 20,22 38,44 74,58 82,82 46,100 8,90",
        "small belly": "88,0 24,4! 18,54! 50,48 78,66 62,94 12,98",
        "large belly": "84,0 34,2! 24,32! 66,30 94,60 72,96 6,96",
        "angular": "86,2 22,2! 20,44! 78,46! 80,92! 10,98",
        "with a round neck": "24,6 18,44 40,42 78,46 86,78 50,100 10,90 | 24,6 88,6",
        "with a flying hat": "20,20 18,50! 60,44 86,70 62,100 8,94 | 30,14 96,4",
    },
    6: {
        "round": "74,2 34,26 10,64 30,98 74,94 84,66 52,50 14,70",
        "tall": "56,0 24,38 14,76 36,100 74,92 74,64 46,54 18,78",
        "straight stem": "40,0 14,60 24,96 66,100 86,76 60,54 16,72",
        "hooked top": "84,14 60,0 24,24 8,64 28,98 72,96 86,70 54,50 12,68",
        "curled inside": "70,2 30,30 12,68 34,100 76,92 78,62 46,52 26,72 44,82",
        "diagonal": "84,0 30,46 10,76 36,100 70,90 70,66 40,58 14,76",
        "large belly": "62,0 22,20 6,62 36,100 86,88 90,50 54,36 14,52",
        "open": "70,0 32,22 10,62 28,98 70,96 82,70 56,54 34,62",
    },
    7: {
        "plain": "8,4 92,3! 36,100",
        "curved": "8,6 88,4! 58,46 44,100",
        "crossed": "8,4 90,3! 38,100 | 26,52 84,49",
        "crossed and curved": "8,6 88,4! 58,44 46,100 | 24,54 86,48",
        "crossed aslant": "10,8 88,2! 40,100 | 20,60 88,40",
        "crossed low": "6,4 86,4! 40,100 | 22,62 80,60",
        "serif": "8,24 10,2! 92,3! 40,100",
        "serif and crossed": "8,22 10,2! 90,3! 42,100 | 26,52 86,50",
        "wave": "8,14 28,0 60,10 92,2! 44,100",
        "wave and crossed": "8,14 28,0 60,10 90,2! 44,100 | 28,52 88,48",
        "steep": "14,4 78,3! 62,100",
        "steep and crossed": "14,6 76,3! 60,100 | 36,50 94,48",
        "round shoulder": "8,6 70,0 84,18 52,58 42,100",
        "crossed without lifting": "8,6 86,4! 46,96 24,74 48,54 84,50",
        "serif, crossed aslant": "6,28 12,4! 88,2! 44,100 | 20,62 86,42",
        "short arm, crossed": "24,6 80,2! 48,100 | 20,54 88,48",
    },
    8: {
        "one stroke": "80,14 50,0 18,18 34,42 70,58 84,80 50,100 16,82 32,58 68,40 81,15",
        "open on top": "90,6 54,0 22,16 36,40 70,58 84,82 50,100 18,84 32,58 66,38 78,12",
        "two circles": "50,0 24,10 22,36 50,47 78,36 76,10 50,0"
        " | 50,48 16,62 16,90 50,100 84,90 84,62 50,48",
        "narrow": "66,8 48,0 32,16 42,42 62,58 68,84 50,100 32,84 38,60 58,42 68,10",
        "ribbon": "78,4 22,10 24,30 76,70 78,94 24,96 22,78 74,26 80,5",
        "small head": "66,8 48,0 34,14 46,36 80,60 84,86 50,100 16,86 22,60 56,36 68,10",
        "from the middle": "50,46 20,30 24,6 56,0 78,16 66,38 22,66 20,92 56,100 84,82 72,56 46,44",
        "large head": "84,14 46,0 12,20 36,50 70,66 72,90 48,100 28,88 34,66 72,44 85,16",
        "open and leaning": "94,2 58,2 28,16 40,40 66,60 66,86 38,100 18,84 34,60 72,34 88,16",
        "loose": "70,18 44,2 24,20 44,44 74,68 62,96 34,98 20,78 42,52 74,28 66,4",
        "slim foot": "80,14 48,0 18,16 36,40 60,60 66,84 52,100 40,84 48,62 72,38 81,12",
    },
    9: {
        "straight stem": "80,20 46,0 14,22 32,48 66,44 82,14! 78,100",
        "round head, long stem": "76,12 48,0 20,18 30,40 62,40 78,10! 72,100",
        "slanted stem": "82,18 48,0 16,20 34,46 70,40 84,10! 50,100",
        "curved stem": "80,16 48,0 16,20 34,48 70,40 82,12! 80,62 58,100",
        "hooked tail": "82,16 46,1 16,24 36,50 70,42 83,12! 82,72 56,100 16,88",
        "curled tail": "82,18 50,0 16,20 34,46 72,40 84,14 84,62 64,98 22,96 8,78",
        "long curled tail": "74,16 46,0 22,16 32,38 66,36 78,12 86,56 70,94 30,100 4,84",
        "looped tail": "80,18 48,0 16,20 34,46 72,40 83,14! 82,66 54,100 20,94 28,74 62,70",
        "open head, curled tail": "70,8 40,0 20,18 38,38 72,30 80,16 88,60 66,96 24,100 6,86",
        "flowing": "84,8 50,0 16,22 36,46 74,30 86,8 80,60 48,100 10,90",
        "angular": "82,4 18,4! 16,44! 80,44! 82,4! 80,100",
        "circle and stem": "80,22 50,0 18,20 34,48 68,42 80,20 | 84,2 80,100",
        "circle and hook": "78,22 48,0 18,20 34,46 66,42 79,20 | 82,6 84,70 56,100 14,88",
        "flat tail": "80,18 46,0 16,20 34,46 70,40 82,12! 84,94! 14,96",
        "clockwise": "78,38 40,50 16,26 38,2 74,8 84,34 80,70 66,100",
        "small head, curled tail": "70,16 52,0 28,12 36,32 62,30 74,12! 90,56 68,92 30,100 4,84",
        "wide gape, hooked tail": "92,4 50,0 18,20 32,46 68,44 82,30! 80,72 56,100 12,90",
        "wide gape, curled tail": "88,6 48,0 18,20 34,44 68,40 82,34 86,64 64,98 24,98 6,82",
        "hook and stem": "72,6 42,0 16,22 34,48 64,38 | 84,2 80,100",
        "clockwise, open on the left": "48,46 20,42 18,14 48,0 78,10! 74,100",
        "flat head, curled tail": "84,12 48,0 14,14 40,32 76,26 86,10! 90,58 66,96 28,98 6,80",
        "tail curled up": "80,18 48,0 18,18 34,42 70,38 82,14! 90,60 70,96 30,100 6,82 12,62",
        "tail far up": "76,18 48,0 20,18 34,40 66,36 78,14! 90,56 76,92 36,100 8,84 14,58 30,60",
        "clockwise, curled tail": "78,38 42,50 16,28 36,2 72,6 86,32 82,72 54,100 12,90",
        "clockwise, gaping head": "56,44 26,46 16,22 42,0 76,10 84,40 78,72 50,100 10,90",
        "gaping head, straight stem": "92,6 52,0 18,20 32,46 68,42 84,22! 78,100",
        "gaping head, hooked tail": "92,4 50,0 18,20 32,46 68,44 82,22! 80,72 56,100 12,90",
        "gaping head, curled tail": "86,8 48,0 18,20 34,46 70,42 84,20! 86,64 64,98 24,98 6,82",
    },
}

# What is no digit: shown to the robust network without a right answer, so that it learns to be
# unsure. Letters that somebody might mean as a digit (B, D, G, I, L, O, S, Z, …) are not here.
OTHERS: dict[str, str] = {
    "A": "10,100 50,0! 90,100 | 26,64 76,64",
    "E": "86,2 16,2! 16,100! 88,100 | 16,50 76,50",
    "H": "14,0 14,100 | 86,0 86,100 | 14,50 86,50",
    "K": "16,0 16,100 | 84,2 18,54! 86,100",
    "M": "6,100 14,0! 50,66! 86,0! 94,100",
    "N": "12,100 12,0! 88,100! 88,0",
    "R": "16,100 16,0! 80,8 76,42 18,52! 86,100",
    "V": "6,0 50,100! 94,0",
    "W": "4,0 26,100! 50,34! 74,100! 96,0",
    "X": "10,0 90,100 | 90,0 10,100",
    "small m": "6,30 8,100! 10,52 28,30 46,50 48,100! 50,52 68,30 88,50 92,100",
    "small k": "22,0 22,100 | 78,40 24,72! 80,100",
    "plus": "50,0 50,100 | 0,50 100,50",
    "star": "20,100 50,0! 80,100! 4,36! 96,36! 20,100",
    "arrow": "0,50 100,50 | 66,20 100,50! 66,80",
    "question mark": "14,24 30,2 66,4 78,26 52,46 48,72 | 48,94 48,100",
    "hash": "36,0 26,100 | 74,0 64,100 | 2,32 98,32 | 2,68 98,68",
    "equals": "4,30 96,30 | 4,70 96,70",
    "zigzag": "0,70 20,30! 40,70! 60,30! 80,70! 100,30",
    "bars": "20,0 20,100 | 50,0 50,100 | 80,0 80,100",
}
# What is no digit either, and is never trained on: it measures whether that was learnt.
STRANGERS: dict[str, str] = {
    "F": "86,2 18,2! 18,100 | 18,48 74,48",
    "T": "6,2 94,2 | 50,2 50,100",
    "Y": "10,0 50,50 | 90,0 50,50! 50,100",
    "pi": "4,10 96,6 | 32,10 24,100 | 70,8 70,84 88,98",
    "sigma": "88,8 10,2! 56,50! 10,98! 92,94",
    "omega": "4,98 34,96 10,50 24,8 50,0 76,8 90,50 66,96 96,98",
    "psi": "6,10 14,52 50,64 86,52 94,10 | 50,0 50,100",
    "triangle": "50,4 4,96! 96,96! 50,4",
    "heart": "50,96 4,40 24,6 50,26! 76,6 96,40 50,96",
    "house": "10,100 10,46! 50,0! 90,46! 90,100! 10,100",
    "face": "50,0 6,24 6,76 50,100 94,76 94,24 50,0"
    " | 34,32 34,40 | 66,32 66,40 | 28,64 50,78 72,64",
    "spiral": "52,52 60,44 48,36 36,50 48,68 74,62 76,30 46,16 14,40 22,82 60,96 96,70",
    "tick": "0,60 30,100! 100,0",
    "wave": "0,50 12,30 25,50 38,70 50,50 62,30 75,50 88,70 100,50",
    "grid": "30,0 30,100 | 70,0 70,100 | 0,30 100,30 | 0,70 100,70",
    "fish": "100,20 60,60 30,76 4,50 30,24 60,40 100,80",
}

CANVAS = 280.0  # pixels: the side of the pad
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
        If there is no such digit or style, or `rng` is no generator.

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
    """Write what is no digit.

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
        If there is no such name, or `rng` is no generator.

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
    """Write n digits, any digit as often as any other.

    Returns
    -------
    labels : ndarray of int64, shape (n,)
    drawings : list of list of ndarray
        The strokes of each, as `draw_digit` gives them.
    """
    check_count("n", n, 0)
    check_generator(rng)
    labels = rng.integers(0, 10, n)
    return labels, [draw_digit(int(digit), rng) for digit in labels]


def drawn_images(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Write n digits and draw them as the network sees them.

    Returns
    -------
    images : ndarray of uint8, shape (n, 28, 28)
        Ink is 255, as in MNIST's files.
    labels : ndarray of int64, shape (n,)
    """
    labels, written = drawings(n, rng)
    return _images(written), labels


def other_images(n: int, rng: np.random.Generator) -> np.ndarray:
    """Write n things that are no digit and draw them: uint8, shape (n, 28, 28)."""
    check_count("n", n, 0)
    return _images([draw_other(rng) for _ in range(n)])


def _images(drawings: list[list[np.ndarray]]) -> np.ndarray:
    images = np.empty((len(drawings), SIDE, SIDE), np.uint8)
    for image, strokes in zip(images, drawings, strict=True):
        image[:] = np.rint(strokes_to_image(strokes) * 255)
    return images


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
    at = np.concatenate([[0.0], np.cumsum(length)])
    # a long stroke does not miss by more than a short one
    first, last = rng.normal(0, END * min(whole, 100.0), 2)
    kept = (at > first) & (at < whole + last)
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
