"""Exercises of chapter 4: the pipeline's parts, and two measuring instruments."""

import numpy as np

from ...app.pipelines import picture, resized
from ...images.strokes import centre_of_mass
from ..check import Exercise, Missed
from . import mystery

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


def _unusual(answer):
    values = np.random.default_rng(5).normal(20, 3, 2000)
    # between each limit and that of the middle 98 % or 99.8 %, which a wrong limit gets wrong
    for percent, unusual in ((50, 0), (0.2, 1), (0.75, 0), (99.25, 0), (99.8, 1), (2, 0), (98, 0)):
        value = float(np.percentile(values, percent))
        yield answer(values, value), bool(unusual)


def _standardise(answer):
    rng = np.random.default_rng(4)
    train = rng.random((50, 6)) * [1, 0, 1, 1, 0, 1] + [0, 0, 0, 0, 0.5, 0]
    new = rng.random((3, 6))
    deviation = train.std(axis=0)
    wanted = np.zeros_like(new)
    alive = [0, 2, 3, 5]
    wanted[:, alive] = (new - train.mean(axis=0))[:, alive] / deviation[alive]
    yield answer(train, new), wanted


def _fit(answer):
    yield answer(100, 40), 0.2
    yield answer(35, 140), 1 / 7
    yield answer(10, 10), 2.0


# What speaks against each fault, where it is not the one.
AGAINST = {
    "faint ink": "its contrast is 1",
    "mirrored": "look at its digits: each of them can be read as it stands",
    "new styles": "its digits are written as MNIST's writers would, but for one thing",
    "off the centre": "its centre offset is that of MNIST",
    "thick pen": "its strokes are as thick as MNIST's",
}


def _fault(answer):
    for letter, fault in mystery.ANSWERS.items():
        got = answer[letter]
        if got is None or got is Ellipsis:
            yield got, 0
            return
        if got not in mystery.FAULTS:
            raise Missed(f"{letter}: got {got!r}, want one of {', '.join(mystery.FAULTS)}")
        if got != fault:
            raise Missed(f"{letter} is not '{got}': {AGAINST[got]}")
        yield 1, 1


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
        _unusual,
        "there are two ends: np.percentile(values, (0.5, 99.5)) gives both limits.",
    ),
    "4.4": Exercise(
        _standardise,
        "find the pixels whose deviation is 0 in training, divide the others, and leave 0 there.",
    ),
    "4.5": Exercise(
        _fit,
        "one factor for both directions, and it is the longer side that has to come to 20.",
    ),
    "4.6": Exercise(
        _fault,
        "measure the three batches as the chapter does, and then look at a dozen of each.",
    ),
}
