"""Exercises of chapter 6: what an answer rests on, and whether new weights are better."""

import numpy as np

from ...app.replay import chance
from ..check import Exercise, Missed


def _erase(answer):
    rng = np.random.default_rng(6)
    for n in (1, 5, 20):
        image = np.where(rng.random((28, 28)) < 0.3, rng.uniform(0.5, 1, (28, 28)), 0.2)
        parts = rng.normal(size=784)  # the blank pixels speak, too
        wanted = image.copy()
        ink = np.flatnonzero(image.ravel() > 0.5)
        wanted.ravel()[ink[np.argsort(-parts[ink])[:n]]] = 0
        given = image.copy()
        yield answer(given, parts.copy(), n), wanted
        if not np.array_equal(given, image):
            raise Missed("the image that was handed over is changed")


def _merge(answer):
    def entry(label, x, minute):
        strokes = [[[x, 10], [x, 200]]]
        return {"label": label, "strokes": strokes, "time": f"2025-01-31T12:{minute:02}:00+00:00"}

    here = [entry(1, 40, 1), entry(7, 50, 4), entry(3, 60, 9)]
    there = [entry(7, 40, 6), entry(2, 70, 2), entry(1, 50, 3)]
    for one, other, wanted in (
        (here, there, (2, 7, 7, 3)),
        (there, here, (2, 7, 7, 3)),
        ([], here, (1, 7, 3)),
        (here, here, (1, 7, 3)),
    ):
        merged = answer(list(one), list(other))
        if merged is None or merged is Ellipsis:
            yield merged, 0
            return
        yield [kept["label"] for kept in merged], wanted


def _changes(answer):
    rng = np.random.default_rng(6)
    labels, old, new = rng.integers(0, 3, (3, 200))
    right, wrong = (old != labels) & (new == labels), (old == labels) & (new != labels)
    got = answer(labels, old, new)
    yield got if got is None or got is Ellipsis else np.asarray(got), (right.sum(), wrong.sum())


def _chance(answer):
    for right, wrong in ((4, 0), (0, 4), (12, 3), (1, 0), (5, 5), (30, 18)):
        yield answer(right, wrong), chance(right, wrong)


EXERCISES = {
    "6.1": Exercise(
        _erase,
        "first the numbers of the pixels above 0.5, then the largest parts among these; change a "
        "copy.",
    ),
    "6.2": Exercise(
        _merge,
        "go through both in the order of their times; a drawing that comes again pushes out the "
        "earlier one.",
    ),
    "6.3": Exercise(
        _changes,
        "newly right: the old answer was wrong and the new one is right; a change from wrong to "
        "wrong is neither.",
    ),
    "6.4": Exercise(
        _chance,
        "a split is as uneven if the larger side is as large or larger; it may be either side, and "
        "no chance is above 1.",
    ),
}
