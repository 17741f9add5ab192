"""Steps: from strokes to the image that a network is fed."""

import math
from time import perf_counter

import numpy as np

from .step import Missed, Step, random, same

LEG = np.array([(60.0, 50.0), (160.0, 60.0), (90.0, 210.0)])
SEVEN = [LEG, np.array([(80.0, 130.0), (140.0, 130.0)])]
REACH, EDGE = 2.65 / 2 + 0.75, 1.5
SLOW = 0.5  # seconds for one picture: the last step draws 600; NumPy takes a hundredth of that


def centre(mine) -> None:
    """A single pixel, two of different weight, and a picture of no particular shape."""
    image = np.zeros((5, 8))
    image[3, 6] = 0.5
    same("the centre of one pixel in row 3, column 6", mine.strokes.centre_of_mass(image), [6, 3])
    image[1, 2] = 1.5
    got = mine.strokes.centre_of_mass(image)
    same("the centre of two pixels", got, [3, 1.5])
    if not isinstance(got, np.ndarray):
        raise Missed(f"what is returned is a {type(got).__name__}, want an array")
    image = np.abs(random(7, 4))
    y, x = np.mgrid[:7, :4]
    wanted = [np.sum(x * image) / image.sum(), np.sum(y * image) / image.sum()]
    same("the centre of a picture", mine.strokes.centre_of_mass(image), wanted)


def pieces(mine) -> None:
    """Short pieces along the strokes, end to end, and none between two strokes."""
    got = np.asarray(mine.strokes.segments([np.array([(0.0, 0.0), (3.0, 4.0)])]))
    if got.ndim != 3 or got.shape[1:] != (2, 2):
        raise Missed(f"the pieces have the shape {got.shape}, want (S, 2, 2)")
    if len(got) < 10:
        raise Missed(f"a line 5 long is cut into {len(got)} pieces, want 10 or more of at most 0.5")
    places = np.linspace(0, 1, len(got) + 1)[:, None] * [3.0, 4.0]
    same("the pieces of a straight line", got, np.stack([places[:-1], places[1:]], axis=1))
    corner = np.array([(0.0, 0.0), (4.0, 0.0), (4.0, 1.1)])
    got = np.asarray(mine.strokes.segments([corner, corner + 20]))
    lengths = np.hypot(*(got[:, 1] - got[:, 0]).T)
    if lengths.max() > 0.5 + 1e-9:
        raise Missed(f"the longest piece measures {lengths.max():.2f}, want at most 0.5")
    n = len(got) // 2
    for half, move in ((got[:n], 0), (got[n:], 20)):
        same("the end of each piece beside the next one's begin", half[:-1, 1], half[1:, 0])
        walked = (half[:, 0] - move).sum(axis=1)  # the corner runs right, then down
        same("how far each piece begins along a stroke", walked, np.arange(n) * 5.1 / n)
        same("the end of a stroke", half[-1, 1], corner[-1] + move)
        inside = np.isclose(half[:, :, 1], move) | np.isclose(half[:, :, 0], 4 + move)
        if not inside.all():
            raise Missed("a point that was set between two others does not lie on the stroke")
    got = mine.strokes.segments([np.array([(5.0, 6.0)])])
    same("the piece of a single point", got, [[[5, 6], [5, 6]]])


def brute(segments: np.ndarray) -> np.ndarray:
    """The picture, pixel by pixel as the formula stands."""
    image = np.zeros((28, 28))
    for i, j in np.ndindex(28, 28):
        d = math.inf
        for (px, py), (qx, qy) in segments.tolist():
            length = (qx - px) ** 2 + (qy - py) ** 2
            t = ((j - px) * (qx - px) + (i - py) * (qy - py)) / length if length else 0.0
            t = min(max(t, 0.0), 1.0)
            d = min(d, math.hypot(j - px - t * (qx - px), i - py - t * (qy - py)))
        r = min(max((REACH - d) / EDGE, 0.0), 1.0)
        image[i, j] = r * r * (3 - 2 * r)
    return image


def drawn(mine) -> None:
    """A dot, a line and a corner, in and near the edge of the image."""
    places = np.linspace((3.0, 6.2), (22.4, 9.9), 42)
    line = np.stack([places[:-1], places[1:]], axis=1)
    dot = np.full((1, 2, 2), 14.3)
    corner = np.array([[(25.0, 25.0), (25.3, 25.3)], [(25.3, 25.3), (25.5, 24.9)]])
    for what, segments in (("a dot", dot), ("a line", line), ("both", [*line, *dot, *corner])):
        segments = np.array(segments)
        got = mine.strokes.draw(segments)
        same(f"the picture of {what}", got, brute(segments), 1e-4, np.float32)
    many, seconds = np.tile(line, (3, 1, 1)), []
    for _ in range(3):
        begun = perf_counter()
        mine.strokes.draw(many)
        seconds.append(perf_counter() - begun)
    if min(seconds) > SLOW:
        took = f"{len(many)} pieces, as a digit has, take {min(seconds):.2g} s"
        raise Missed(f"right, but too slow: {took}, want {SLOW} s at most")


def finished(mine) -> None:
    """Size, place, shape: whatever the canvas, the same picture, and it is the right one."""
    image = mine.strokes.strokes_to_image(SEVEN)
    same("the picture of a 7", image, expected(SEVEN), 0.02, np.float32)
    for what, larger, away in (("twice as large", 2, 0), ("elsewhere", 1, np.array([70, -30]))):
        got = mine.strokes.strokes_to_image([larger * stroke + away for stroke in SEVEN])
        same(f"the picture of the same 7 {what}", got, image, 1e-3)
    flat = [np.array([(10.0, 40.0), (90.0, 50.0)])]
    same("the picture of a flat line", mine.strokes.strokes_to_image(flat), expected(flat), 0.02)
    plus = [np.array([(20.0, 150.0), (200.0, 160.0)]), np.array([(90.0, 10.0), (60.0, 230.0)])]
    same("the picture of a crooked plus", mine.strokes.strokes_to_image(plus), expected(plus), 0.02)
    two_wide = [np.array([(3.0, 4.0), (5.0, 5.0)])]
    for small in ([np.array([(33.0, 44.0)])], [np.array([(3.0, 4.0), (4.8, 5.0)])], two_wide):
        got = mine.strokes.strokes_to_image(small)
        same("the picture of something tiny", got, expected(small), 0.02)


def expected(strokes: list[np.ndarray]) -> np.ndarray:
    """The same picture by the same rules, with very short pieces."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    extent = (high - low).max()
    scale = (20 - 2 * REACH) / extent if extent > 2 else 1.0
    pieces = []
    for stroke in strokes:
        stroke = (stroke - (low + high) / 2) * scale + 14
        for p, q in zip(stroke, stroke[1:] if len(stroke) > 1 else stroke, strict=False):
            pieces.append((p, q))
    pieces = np.array(pieces)
    first = brute(pieces)
    y, x = np.mgrid[:28, :28]
    off = 14 - np.array([np.sum(x * first), np.sum(y * first)]) / first.sum()
    return brute(pieces + off)


STEPS = [
    Step(
        "the ink's balance",
        6,
        "strokes.centre_of_mass",
        10,
        "image.sum(axis=0) is the ink in each column, image.sum(axis=1) that in each row; x first.",
        centre,
    ),
    Step(
        "short pieces",
        6,
        "strokes.segments",
        20,
        "np.hypot(*np.diff(stroke, axis=0).T) are the steps' lengths; begin their running sum with "
        "a 0. np.linspace(0, length, 1 + pieces) and np.interp once for x and once for y do the "
        "rest. At least one piece, even if the length is 0.",
        pieces,
    ),
    Step(
        "ink",
        6,
        "strokes.draw",
        20,
        "all pieces and all pixels at once is an array (S, 28, 28), small enough; a loop over the "
        "pieces is fine too, one over pixels is slow. Take the smallest distance first, and the "
        "ink of it once.",
        drawn,
        20,
    ),
    Step(
        "as MNIST has it",
        6,
        "strokes.strokes_to_image",
        15,
        "one scale for both directions. After the first picture move the pieces by (14, 14) minus "
        "its centre of mass, and draw those.",
        finished,
        20,
    ),
]
