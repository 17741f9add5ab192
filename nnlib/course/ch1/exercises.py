"""Exercises of chapter 1: forward and backward by hand."""

import numpy as np

from ...layers import Dense, LeakyReLU
from ...losses import softmax
from ..check import Exercise


def _numbers(*shape: int) -> np.ndarray:
    return np.random.default_rng(len(shape) + sum(shape)).normal(size=shape)


def _layer(answer):
    for n, n_in, n_out in ((1, 3, 2), (4, 2, 5)):
        x, W, b = _numbers(n, n_in), _numbers(n_in, n_out), _numbers(n_out)
        yield answer(x, W, b), x @ W + b


def _log_softmax(answer):
    for z in (np.array([1.0, 2.0, 3.0]), np.array([1000.0, 0.0, -1000.0])):
        yield answer(z), z - z.max() - np.log(np.sum(np.exp(z - z.max())))


def _logit_gradient(answer):
    for z, label in ((_numbers(4), 0), (_numbers(4), 2), (np.array([1000.0, 0, -1000, 1]), 1)):
        p = softmax(z[None])[0]
        yield answer(z, label), p - np.eye(4)[label]


def _dense_backward(answer):
    a, W, delta = _numbers(5, 3), _numbers(3, 2), _numbers(5, 2)
    layer = Dense(W, np.zeros(2))
    layer.forward(a)
    into_input = layer.backward(delta)
    got = answer(a, W, delta)
    if got is None or got is Ellipsis:
        yield got, 0
        return
    dW, db, d_a = got
    yield dW, layer.dW
    yield db, layer.db
    yield d_a, into_input


def _leaky_backward(answer):
    z, delta = _numbers(4, 3), _numbers(4, 4)[:, :3]
    layer = LeakyReLU()
    layer.forward(z)
    yield answer(z, delta), layer.backward(delta)


EXERCISES = {
    "1.1": Exercise(
        _layer,
        "every output j is the sum over i of x[n, i] * W[i, j], plus b[j]; three loops will do.",
    ),
    "1.2": Exercise(
        _log_softmax,
        "log of a quotient is a difference; subtract the largest score before you call exp.",
    ),
    "1.3": Exercise(
        _logit_gradient,
        "compute p first, without overflow; then take 1 away from the entry of the true class.",
    ),
    "1.4": Exercise(
        _dense_backward,
        "return three arrays, and look at their shapes: dW is (n_in, n_out), so it is aᵀ delta; "
        "db sums over the samples. The 1/N of the mean is already in delta.",
    ),
    "1.5": Exercise(
        _leaky_backward,
        "the derivative is 1 where z is positive and 0.1 elsewhere (np.where(z > 0, …) chooses "
        "entry by entry); multiply it by delta.",
    ),
}
