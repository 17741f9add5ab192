"""Exercises of chapter 2: one linear layer, its training, its freedom and its limits."""

from functools import cache

import numpy as np

from ...data import load_mnist
from ...losses import softmax
from ..check import Exercise, Missed, in_order

# Exercise 2.4: a training step's lines, shuffled; the last row of T holds the biases.
STEP = {
    "A": "T = T - rate * slope",
    "B": "error = (q - truth) / len(inputs)",
    "C": "s = inputs @ T",
    "D": "q = softmax(s)",
    "E": "inputs = np.column_stack([images, np.ones(len(images))])",
    "F": "slope = inputs.T @ error",
}


def _batch(n: int = 12, n_in: int = 6, k: int = 4):
    """Inputs, weights, biases and labels small enough to print."""
    rng = np.random.default_rng(2)
    x, W, b = rng.normal(size=(n, n_in)), rng.normal(size=(n_in, k)), rng.normal(size=k)
    return x, W, b, rng.integers(0, k, n)


def _layer_of_means(answer):
    x, W, *_ = _batch()
    means = W.T
    if answer(means.copy()) is ...:
        yield ..., 0.0
        return
    W, b = answer(means.copy())
    yield np.shape(W), means.T.shape
    yield np.shape(b), (len(means),)
    distances = ((x[:, None] - means) ** 2).sum(axis=2)
    yield x @ W + b, 0.5 * ((x**2).sum(axis=1, keepdims=True) - distances)


def _anchored(answer):
    x, W, b, _ = _batch()
    if answer(W.copy(), b.copy()) is ...:
        yield ..., 0.0
        return
    anchored_W, anchored_b = answer(W.copy(), b.copy())
    yield anchored_W, W - W[:, [-1]]
    yield anchored_b, b - b[-1]
    yield softmax(x @ anchored_W + anchored_b), softmax(x @ W + b)


def _gradient(answer):
    x, W, b, labels = _batch()
    p = softmax(x @ W + b)
    for row, probabilities, y in zip(x, p, labels, strict=True):
        yield answer(row, probabilities.copy(), int(y)), np.outer(row, probabilities - np.eye(4)[y])


def _step(W, b, x, y, rate):
    delta = (softmax(x @ W + b) - y) / len(x)
    return W - rate * x.T @ delta, b - rate * delta.sum(axis=0)


def _ordered(order):
    x, W, b, labels = _batch()
    rng = np.random.default_rng(3)
    # What the step before has left behind: a wrong order runs, on old values.
    old = {"s": rng.normal(size=(12, 4)), "error": rng.normal(size=(12, 4))}
    old |= {"inputs": rng.normal(size=(12, 7)), "slope": rng.normal(size=(7, 4))}
    old["q"] = softmax(old["s"])
    y = np.eye(4)[labels]
    known = {"images": x, "truth": y, "T": np.vstack([W, b]), "rate": 0.1}
    after = in_order(order, STEP, known | old | {"np": np, "softmax": softmax})
    yield after["T"], np.vstack(_step(W, b, x, y, 0.1))


def _mended(answer):
    x, W, b, labels = _batch()
    for count in (1, 5, 12):
        p, truth = softmax(x[:count] @ W + b), labels[:count]
        yield answer(p.copy(), truth), -np.log(p[np.arange(count), truth]).mean()


def _stable_rate(answer):
    for curvature in (0.5, 8.0):
        yield answer(lambda t, bend=curvature: 3 + 0.2 * t + 0.5 * bend * t**2), 2 / curvature
    # no parabola, but its curvature at 0 is ¼
    yield answer(lambda t: np.log1p(np.exp(t))), 8.0


@cache
def _unnormalised():
    """Pixels from 0 to 255, as they come: some images to learn from, and some to try on."""
    data = load_mnist()
    parts = (data.train, data.dev)
    return [(255 * part.x[:2000], part.labels[:2000]) for part in parts]


def _tuned(rate, steps: int = 50, wanted: float = 0.85):
    (x, labels), (unseen, truth) = _unnormalised()
    W, b = np.zeros((784, 10), np.float32), np.zeros(10, np.float32)
    y = np.eye(10, dtype=np.float32)[labels]
    losses = []
    for _ in range(steps):
        W, b = _step(W, b, x, y, np.float32(rate))
        p = softmax(x @ W + b)[np.arange(len(x)), labels]
        losses.append(-np.log(np.maximum(p, 1e-30)).mean())
    reached = np.mean((unseen @ W + b).argmax(axis=1) == truth)
    rises = np.count_nonzero(np.diff(losses) > 0)
    if reached < wanted or rises:
        raise Missed(
            f"your rate reads {100 * reached:.1f} %, and the loss rose at {rises} steps; "
            f"want {100 * wanted:.0f} % and none"
        )
    yield rate, rate


def _retempered(answer):
    x, W, b, _ = _batch()
    z = x @ W + b
    for temperature in (0.5, 1.0, 3.0):
        yield answer(softmax(z), temperature), softmax(z / temperature)


def _smallest_push(answer):
    x, W, b, _ = _batch()
    for row in x[:4]:
        z = row @ W + b
        second, first = np.argsort(z)[-2:]
        w, bias = W[:, first] - W[:, second], b[first] - b[second]
        push = answer(row.copy(), w.copy(), float(bias))
        yield push, -(row @ w + bias) / (w @ w) * w


EXERCISES: dict[str, Exercise] = {
    "2.1": Exercise(
        _layer_of_means,
        "The score of digit k is x · μ_k − ½ μ_k · μ_k. What is multiplied by x goes into column k "
        "of W, and what is not goes into b.",
    ),
    "2.2": Exercise(
        _anchored,
        "Softmax does not notice if the same number is added to all ten scores. Subtract the last "
        "class's score from all of them: which columns of W does that change, and by what?",
    ),
    "2.3": Exercise(
        _gradient,
        "One image is a batch of one row: in dW = xᵀ δ, x becomes a column and δ = p − y a row. "
        "np.outer makes the table of all products.",
    ),
    "2.4": Exercise(
        _ordered,
        "Ask of each line what it needs: which line makes that, and is it the new value or what "
        "the last step has left behind?",
    ),
    "2.5": Exercise(
        _mended,
        "Look at the shape of p[:, labels]. How many numbers should there be for each image? "
        "(From a table A, A[[0, 1], [2, 0]] takes two entries.)",
    ),
    "2.6": Exercise(
        _stable_rate,
        "The curvature is the slope to the right of 0, less the slope to the left, divided by h. "
        "Take h = 0.001: a much smaller one is drowned in rounding.",
        tolerance=1e-4,
    ),
    "2.7": Exercise(
        _tuned,
        "Begin far too low, such as 1e-7, and double the rate until the loss rises. Then halve it.",
    ),
    "2.8": Exercise(
        _retempered,
        "log p is z, shifted by the same number in the whole row, and softmax does not notice a "
        "shift. What would you do with z?",
    ),
    "2.9": Exercise(
        _smallest_push,
        "The shortest way to the boundary runs along w. Put d = t w into (x + d) · w + c = 0 and "
        "solve for the number t.",
    ),
}
