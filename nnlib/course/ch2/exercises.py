"""Exercises of chapter 2: one linear layer, its gradient, its freedom and its limits."""

import numpy as np

from ...losses import softmax
from ..check import Exercise


def _batch(n: int = 12, n_in: int = 6, k: int = 4):
    """Inputs, weights, biases and labels small enough to print."""
    rng = np.random.default_rng(2)
    x, W, b = rng.normal(size=(n, n_in)), rng.normal(size=(n_in, k)), rng.normal(size=k)
    return x, W, b, rng.integers(0, k, n)


def _gradient(answer):
    x, W, b, labels = _batch()
    p = softmax(x @ W + b)
    for row, probabilities, y in zip(x, p, labels, strict=True):
        yield answer(row, probabilities.copy(), int(y)), np.outer(row, probabilities - np.eye(4)[y])


def _anchored(answer):
    x, W, b, _ = _batch()
    if answer(W.copy(), b.copy()) is ...:
        yield ..., 0.0
        return
    anchored_W, anchored_b = answer(W.copy(), b.copy())
    yield anchored_W, W - W[:, [-1]]
    yield anchored_b, b - b[-1]
    yield softmax(x @ anchored_W + anchored_b), softmax(x @ W + b)


def _stable_rate(answer):
    x, *_ = _batch()
    for k in (3, 10):
        # the whole Hessian at W = 0, built from its definition
        spread = (np.eye(k) - 1 / k) / k
        hessian = np.kron(x.T @ x / len(x), spread)
        yield answer(x, k), 2 / np.linalg.eigvalsh(hessian)[-1]


def _smallest_push(answer):
    x, W, b, _ = _batch()
    for row in x[:4]:
        z = row @ W + b
        second, first = np.argsort(z)[-2:]
        w, bias = W[:, first] - W[:, second], b[first] - b[second]
        push = answer(row.copy(), w.copy(), float(bias))
        yield push, -(row @ w + bias) / (w @ w) * w


def _retempered(answer):
    x, W, b, _ = _batch()
    z = x @ W + b
    for temperature in (0.5, 1.0, 3.0):
        yield answer(softmax(z), temperature), softmax(z / temperature)


EXERCISES: dict[str, Exercise] = {
    "2.1": Exercise(
        _gradient,
        "One image is a batch of one row: in dW = xᵀ delta, x becomes a column and delta = p − y "
        "a row. Their product is np.outer, of shape (784, 10).",
    ),
    "2.2": Exercise(
        _anchored,
        "Softmax does not notice if the same number is added to all ten scores. Subtract the last "
        "class's score from all of them: which columns of W does that change, and by what?",
    ),
    "2.3": Exercise(
        _stable_rate,
        "Build C = xᵀ x / N, take its largest eigenvalue (np.linalg.eigvalsh sorts them upwards), "
        "divide it by the number of classes: that is λ. You want 2/λ.",
        tolerance=1e-8,
    ),
    "2.4": Exercise(
        _smallest_push,
        "The shortest way to the boundary runs along w. Put d = t w into (x + d) · w + c = 0 and "
        "solve for the number t.",
    ),
    "2.5": Exercise(
        _retempered,
        "log p is z, shifted by the same number in the whole row, and softmax forgets a shift. So "
        "divide log p by the temperature and take the softmax, or raise p to the power 1/T.",
    ),
}
