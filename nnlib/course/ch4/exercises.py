"""Exercises of chapter 4: the pipeline's parts, and two measuring instruments."""

import numpy as np

from ...app.pipelines import picture, resized
from ...images.strokes import centre_of_mass
from ..check import Exercise

HOOK = [np.array([(40.0, 60.0), (150.0, 70.0), (120.0, 200.0)])]
SHORT = [np.array([(180.0, 90.0), (230.0, 100.0)])]


def _resize(answer):
    for strokes in (HOOK, SHORT):
        image = picture(strokes)
        # the resize adds up in single precision, hence the exercise's own tolerance
        yield answer(image), resized(image)


def _centre(answer):
    for image in (resized(picture(HOOK)), resized(picture(SHORT))[:20].astype(np.float64)):
        got = answer(image)
        yield got if got is None or got is Ellipsis else np.asarray(got), centre_of_mass(image)


def _fit(answer):
    yield answer(100, 40), 0.2
    yield answer(35, 140), 1 / 7
    yield answer(10, 10), 2.0


def _standardise(answer):
    rng = np.random.default_rng(4)
    train = rng.random((50, 6)) * [1, 0, 1, 1, 0, 1] + [0, 0, 0, 0, 0.5, 0]
    new = rng.random((3, 6))
    deviation = train.std(axis=0)
    wanted = np.zeros_like(new)
    alive = [0, 2, 3, 5]
    wanted[:, alive] = (new - train.mean(axis=0))[:, alive] / deviation[alive]
    yield answer(train, new), wanted


def _unusual(answer):
    values = np.random.default_rng(5).normal(20, 3, 2000)
    low, high = np.percentile(values, (0.5, 99.5))
    for value in (20.0, float(low) - 0.1, float(high) + 0.1, 200.0):
        yield answer(values, value), not low <= value <= high


EXERCISES = {
    "4.1": Exercise(
        _resize,
        "reshape to (28, 10, 28, 10): axes 1 and 3 then run inside a block; take the mean.",
        tolerance=1e-5,
    ),
    "4.2": Exercise(
        _centre,
        "weigh each column's number by the ink in that column, and divide by all the ink; x first.",
        tolerance=1e-5,
    ),
    "4.3": Exercise(
        _fit,
        "one factor for both directions, and it is the longer side that has to come to 20.",
    ),
    "4.4": Exercise(
        _standardise,
        "find the pixels whose deviation is 0 in training, divide the others, and leave 0 there.",
    ),
    "4.5": Exercise(
        _unusual,
        "there are two ends: np.percentile(values, (0.5, 99.5)) gives both limits.",
    ),
}
