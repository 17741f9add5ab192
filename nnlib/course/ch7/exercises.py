"""Exercises of chapter 7: adding up shares, waiting, the ring, and when it pays."""

import numpy as np

from ..check import Exercise, Missed, in_order
from .model import N_BYTES, WIRES, Work, ring, step_seconds
from .waiting import durations

# One step of plain descent by two workers, its lines shuffled.
STEP = {
    "A": "g = (len(x0) * g0 + len(x1) * g1) / len(x)",
    "B": "theta = theta - 0.1 * g",
    "C": "x0, x1 = x[:3], x[3:]",
    "D": "g0 = slope(theta, x0)",
    "E": "g1 = slope(theta, x1)",
}
PAPER = Work(fixed=0.3e-3, image=6e-6)  # exercise 7.6's machines: about one of our cores each
ETHERNET = WIRES["Ethernet, 10 Gbit/s"]
WORKERS, WANTED = 16, 0.8


def _combine(answer):
    rng = np.random.default_rng(1)
    for counts in ((3, 5), (1, 1, 6)):
        gradients = [rng.normal(size=4) for _ in counts]
        wanted = sum(n * g for n, g in zip(counts, gradients, strict=True)) / sum(counts)
        yield answer(gradients, counts), wanted


def _order(answer):
    x = np.array([1.0, 2.0, 4.0, 8.0, 16.0])
    before = {"x": x, "theta": 1.0, "slope": lambda theta, x: np.mean(theta - x)}
    yield in_order(answer, STEP, before)["theta"], 1.0 - 0.1 * np.mean(1.0 - x)


def _lost(answer):
    for seconds in (durations(3, 0.3, steps=4), np.array([[2.0, 1.0], [1.0, 2.0]])):
        total = seconds.max(axis=1).sum()
        got = answer(seconds)
        if got is None or got is Ellipsis:
            yield got, 0
            return
        yield got[0], total
        yield got[1], 1 - seconds.sum() / (total * seconds.shape[1])


def _amdahl(answer):
    for share, workers in ((0.5, 2), (0.1, 8), (0.02, 1000)):
        yield answer(share, workers), 1 / (share + (1 - share) / workers)


def _ring(answer):
    for workers in (2, 4, 1000):
        yield answer(workers, 1000.0), 2 * (workers - 1) * 1000.0 / workers


def busy(batch: float) -> float:
    """How large a part of their time exercise 7.6's workers compute, and not add up."""
    step = step_seconds(PAPER, ETHERNET, WORKERS, batch, "ring")
    return (step - ring(ETHERNET, WORKERS, N_BYTES)) / step


def _batch(answer):
    if answer != int(answer) or not 1 <= answer <= 1e9:
        raise Missed(f"got {answer}, want a number of images")
    if busy(answer) < WANTED:
        raise Missed(f"they compute {busy(answer):.0%} of the time, want {WANTED:.0%}")
    if busy(answer / 2) >= WANTED:
        raise Missed("they are busy, but half of it would do as well")
    yield answer, answer


EXERCISES = {
    "7.1": Exercise(
        _combine,
        "a share's gradient is a mean; make it a sum again before you add, and divide by all.",
    ),
    "7.2": Exercise(
        _order,
        "cut first; both workers need θ as it was, so it changes last.",
    ),
    "7.3": Exercise(
        _lost,
        "a step lasts as long as its slowest share: the largest number of each row.",
    ),
    "7.4": Exercise(
        _amdahl,
        "the new time is the share that stays, plus the rest divided by the workers.",
    ),
    "7.5": Exercise(
        _ring,
        "how long is a piece, and how many rounds are there to add up and to tell the sums?",
    ),
    "7.6": Exercise(
        _batch,
        "try a few; the time to add up does not depend on the batch, the computing does.",
    ),
}
