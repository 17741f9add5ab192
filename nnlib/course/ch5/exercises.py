"""Exercises of chapter 5: geometry of a distortion, and probabilities to rely on."""

import numpy as np

from ...losses import softmax
from ..check import Exercise


def _rng() -> np.random.Generator:
    return np.random.default_rng(5)


def _rotation(answer):
    points = _rng().uniform(0, 28, (7, 2))
    for angle in (0.0, np.pi / 2, -0.3):
        from_centre = points - 14
        cos, sin = np.cos(angle), np.sin(angle)
        x = cos * from_centre[:, 0] - sin * from_centre[:, 1]
        y = sin * from_centre[:, 0] + cos * from_centre[:, 1]
        yield answer(points.copy(), angle), np.stack([x, y], axis=1) + 14


def _shear(answer):
    for slant in (0.0, 0.3, -0.5):
        yield answer(slant), np.linalg.inv(np.array([[1.0, slant], [0.0, 1.0]]))


def _bilinear(answer):
    image = _rng().uniform(size=(6, 6))
    for y, x in ((2.0, 3.0), (1.25, 4.5), (3.9, 0.1)):
        i, j = int(y), int(x)
        dy, dx = y - i, x - j
        weights = np.outer([1 - dy, dy], [1 - dx, dx])
        yield answer(image.copy(), y, x), np.sum(weights * image[i : i + 2, j : j + 2])


def _calibration_error(answer):
    for count in ([10, 30, 60], [0, 1, 3]):
        confidence, accuracy = np.array([0.4, 0.7, 0.95]), np.array([0.5, 0.6, 0.9])
        count = np.array(count)
        expected = np.sum(count * np.abs(confidence - accuracy)) / count.sum()
        confidence[count == 0] = accuracy[count == 0] = np.nan  # as `reliability` gives them
        yield answer(confidence, accuracy, count), expected


def _tempered(answer):
    logits = _rng().normal(0, 4, (5, 10))
    for temperature in (1.0, 0.5, 3.0):
        yield answer(logits.copy(), temperature), softmax(logits / temperature)
    large = np.array([[2000.0, 1999.0, 0.0]])
    yield answer(large.copy(), 2.0), softmax(large / 2)


EXERCISES = {
    "5.1": Exercise(
        _rotation,
        "take the centre away, turn, and put it back; y points down, so the formulas of the text "
        "hold as they stand.",
    ),
    "5.2": Exercise(
        _shear,
        "the look-up goes from the result to the original: it undoes what you want to see.",
    ),
    "5.3": Exercise(
        _bilinear,
        "the pixel above and to the left is (int(y), int(x)); what is left over are the weights.",
    ),
    "5.4": Exercise(
        _calibration_error,
        "weigh the distance of each bin by how many samples fell into it.",
    ),
    "5.5": Exercise(
        _tempered,
        "divide the logits first, then do what softmax does; mind large logits, and one row a "
        "sample.",
    ),
}
