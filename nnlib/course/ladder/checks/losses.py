"""Steps: from scores to probabilities to a loss."""

import math

import numpy as np

from .step import Missed, Step, number, random, same, slopes


def softmax(mine) -> None:
    """Known answers, row by row."""
    got = mine.losses.softmax(np.log([[1.0, 2.0, 5.0], [4.0, 4.0, 8.0]]))
    same("softmax of log [[1, 2, 5], [4, 4, 8]]", got, [[0.125, 0.25, 0.625], [0.25, 0.25, 0.5]])
    z = random(6, 4)
    wanted = [[math.exp(v) / sum(map(math.exp, row)) for v in row] for row in z.tolist()]
    same("softmax", mine.losses.softmax(z), wanted)


def softmax_stable(mine) -> None:
    """Large scores, float32, and the caller's array."""
    z = np.array([[1000.0, 1000.0], [-1000.0, -1001.0], [1e4, 0.0]])
    before, e = z.copy(), 1 / (1 + math.exp(-1))
    with np.errstate(all="ignore"):
        got = mine.losses.softmax(z)
    same("softmax of large scores", got, [[0.5, 0.5], [e, 1 - e], [1, 0]])
    same("the scores after it, which should be as before", z, before, 0)
    got = mine.losses.softmax(np.zeros((1, 4), np.float32))
    same("softmax of float32 scores", got, np.full((1, 4), 0.25), dtype=np.float32)


def one_hot(mine) -> None:
    """Labels, and the one that is no class."""
    got = mine.losses.one_hot(np.array([2, 0, 2]), 3, np.float64)
    same("one_hot([2, 0, 2], 3)", got, [[0, 0, 1], [1, 0, 0], [0, 0, 1]], dtype=np.float64)
    got = mine.losses.one_hot(np.array([1, -1]), 4, np.float32)
    same("one_hot([1, -1], 4)", got, [[0, 1, 0, 0], [0.25] * 4], dtype=np.float32)


def loss_forward(mine) -> None:
    """Known losses, and what is kept for the way back."""
    loss = mine.losses.SoftmaxCrossEntropy()
    got = loss.forward(np.zeros((3, 10)), np.array([1, 5, 9]))
    same("the loss of a guess among ten", got, math.log(10))
    number("the loss", got)
    z = np.log([[1.0, 2.0, 5.0], [4.0, 4.0, 8.0]])
    got = loss.forward(z, np.array([2, 0]))
    same("the loss at p = 0.625 and 0.25", got, -(math.log(0.625) + math.log(0.25)) / 2)
    same("probabilities", loss.probabilities, [[0.125, 0.25, 0.625], [0.25, 0.25, 0.5]])
    same("targets", loss.targets, [[0, 0, 1], [1, 0, 0]])
    got = loss.forward(z, np.array([-1, 1]))
    wanted = -(sum(map(math.log, (0.125, 0.25, 0.625))) / 3 + math.log(0.25)) / 2
    same("the loss where a sample has no class", got, wanted)


def loss_stable(mine) -> None:
    """A probability that rounds to 0 has a logarithm nonetheless."""
    loss = mine.losses.SoftmaxCrossEntropy()
    with np.errstate(all="ignore"):
        got = loss.forward(np.array([[2000.0, 0.0], [0.0, 2000.0]]), np.array([1, 1]))
    same("the loss of scores 2000 apart, one right and one wrong", got, 1000.0)
    loss.forward(np.array([[1.0, 2.0]], np.float32), np.array([0]))
    for name in ("probabilities", "targets"):
        if (got := getattr(loss, name).dtype) != np.float32:
            raise Missed(f"{name} of float32 scores are {got}, want float32")


def loss_backward(mine) -> None:
    """Against nudges of each score."""
    loss, z, labels = mine.losses.SoftmaxCrossEntropy(), random(5, 4), np.array([0, 3, 1, -1, 3])
    wanted = slopes(lambda: loss.forward(z, labels), z)
    loss.forward(z, labels)
    before = loss.probabilities.copy()
    same("the gradient", loss.backward(), wanted, 1e-6)
    same("self.probabilities after it, which should be as before", loss.probabilities, before, 0)


STEPS = [
    Step(
        "probabilities",
        1,
        "losses.softmax",
        10,
        "each row sums to 1: sum over axis 1, with keepdims=True so that it can divide the rows.",
        softmax,
    ),
    Step(
        "that do not overflow",
        1,
        "losses.softmax",
        5,
        "take away each row's own largest score, in a new array. float32 in, float32 out.",
        softmax_stable,
    ),
    Step(
        "targets",
        1,
        "losses.one_hot",
        10,
        "rows of np.eye(k, dtype=dtype) are the targets of the classes, and labels can pick rows. "
        "−1 picks the last one: what if a row of 1 / k came after the others?",
        one_hot,
    ),
    Step(
        "the loss",
        1,
        "losses.SoftmaxCrossEntropy.forward",
        15,
        "the mean is over the samples alone: sum y · log p along each row first, then take the "
        "mean and turn the sign. float(…) makes a NumPy number a plain one.",
        loss_forward,
    ),
    Step(
        "that stays finite",
        1,
        "losses.SoftmaxCrossEntropy.forward",
        10,
        "np.log(p) of a p that rounded to 0 is −∞. The log of a quotient is a difference: you need "
        "the shifted scores and the logarithm of their exponentials' sum.",
        loss_stable,
    ),
    Step(
        "its gradient",
        1,
        "losses.SoftmaxCrossEntropy.backward",
        5,
        "probability minus target, and every sample has its part in a mean of N.",
        loss_backward,
    ),
]
