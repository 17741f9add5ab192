"""Exercises of chapter 1: forward and backward by hand, a bug to find, a rate to choose."""

import numpy as np

from ...losses import one_hot, softmax
from ...network import Network
from ...optimizers import GradientDescent
from ..check import Exercise, Missed, in_order
from .spirals import share_right, spiral

# The backward pass of a network of two layers, for the reader to put in order.
LINES = {
    "A": "dW1, db1 = x.T @ delta1, delta1.sum(axis=0)",
    "B": "delta2 = (p - y) / len(x)",
    "C": "da = delta2 @ W2.T",
    "D": "delta1 = da * (z1 > 0)",
    "E": "dW2, db2 = a.T @ delta2, delta2.sum(axis=0)",
}
STEPS, WANTED = 300, 0.98  # exercise 1.9: how soon, and how much of the spiral


def _numbers(*shape: int) -> np.ndarray:
    return np.random.default_rng(len(shape) + sum(shape)).normal(size=shape)


def _layer(answer):
    for n, n_in, n_out in ((1, 3, 2), (4, 2, 5)):
        x, W, b = _numbers(n, n_in), _numbers(n_in, n_out), _numbers(n_out)
        yield answer(x, W, b), x @ W + b


def _tent(answer):
    x = np.linspace(-2, 4, 49)
    yield answer(x), np.interp(x, (0, 1, 2), (0, 1, 0))


def _log_softmax(answer):
    for z in (np.array([1.0, 2.0, 3.0]), np.array([1000.0, 0.0, -1000.0])):
        yield answer(z), z - z.max() - np.log(np.sum(np.exp(z - z.max())))


def _logit_gradient(answer):
    for z, label in ((_numbers(4), 0), (_numbers(4), 2), (np.array([1000.0, 0, -1000, 1]), 1)):
        p = softmax(z[None])[0]
        yield answer(z, label), p - np.eye(4)[label]


def _gates(answer):
    yield answer, [3, 7, 0]


def _order(answer):
    x, a, p, y, z1, W2 = _two_layers()
    found = in_order(answer, LINES, {"x": x, "a": a, "p": p, "y": y, "z1": z1, "W2": W2})
    delta2 = (p - y) / len(x)
    delta1 = (delta2 @ W2.T) * (z1 > 0)
    yield found["dW2"], a.T @ delta2
    yield found["dW1"], x.T @ delta1


def _own_backward(answer):
    network = Network((4, 6, 5, 3), np.random.default_rng(3), np.float64, "leaky relu")
    x, labels = _numbers(7, 4), np.arange(7) % 3
    network.loss_and_gradient(x, labels)
    first, bend1, second, bend2, third = network.layers
    z1, z2 = first.forward(x), second.forward(bend1.a)
    p, y = network.loss.probabilities, one_hot(labels, 3, np.float64)
    got = answer(x, z1, bend1.a, z2, bend2.a, p, y, second.W, third.W)
    wanted = [layer.dW for layer in (first, second, third)]
    yield from _each(got, wanted, ("dW1", "dW2", "dW3"))


def _mended(answer):
    x, a, p, y, z1, W2 = _two_layers()
    got = answer(x, z1, a, p, y, W2)
    delta2 = (p - y) / len(x)
    delta1 = (delta2 @ W2.T) * (z1 > 0)
    wanted = x.T @ delta1, delta1.sum(axis=0), a.T @ delta2, delta2.sum(axis=0)
    yield from _each(got, wanted, ("dW1", "db1", "dW2", "db2"))


def _rate(answer):
    x, labels = spiral(np.random.default_rng(0))
    network = Network((2, 32, 3), np.random.default_rng(0))
    optimizer = GradientDescent(answer)
    with np.errstate(all="ignore"):  # a rate that is too large is told by its result
        for _ in range(STEPS):
            network.loss_and_gradient(x, labels)
            optimizer.step(network.parameters, network.gradients)
        share = share_right(network, x, labels)
    if share < WANTED:
        raise Missed(f"your rate reaches {100 * share:.1f} %, want {100 * WANTED:.0f} %")
    yield 1, 1


def _two_layers():
    """A forward pass, float64: x, a, p, y, z₁ and W₂."""
    network = Network((4, 5, 3), np.random.default_rng(1), np.float64)
    x, labels = _numbers(6, 4), np.arange(6) % 3
    logits = network.forward(x)
    first, bend, second = network.layers
    p, y = softmax(logits), one_hot(labels, 3, np.float64)
    return x, bend.a, p, y, first.forward(x), second.W


def _each(got, wanted, names):
    """Pairs of gradients, each with its name if it is wrong."""
    if got is None or got is Ellipsis:
        yield got, 0
        return
    if len(got) != len(wanted):
        raise Missed(f"{len(got)} arrays, want {', '.join(names)}")
    for name, mine, right in zip(names, got, wanted, strict=True):
        mine = np.asarray(mine)
        if mine.shape != right.shape:
            raise Missed(f"{name} has the shape {mine.shape}, want {right.shape}")
        difference = np.abs(mine - right).max()
        if not difference <= 1e-10:
            raise Missed(f"largest difference in {name}: {difference:.2g}")
        yield mine, right


EXERCISES = {
    "1.1": Exercise(
        _layer,
        "every output j is the sum over i of x[n, i] * W[i, j], plus b[j]; three loops will do.",
    ),
    "1.2": Exercise(
        _tent,
        "each bend changes the slope by its factor, from the place where it begins: here at 0, "
        "at 1 and at 2. What must the slope be after each?",
    ),
    "1.3": Exercise(
        _log_softmax,
        "the log of a quotient is a difference, and log(exp(z)) is z: no probability is needed. "
        "Subtract the largest score before you call exp.",
    ),
    "1.4": Exercise(
        _logit_gradient,
        "compute p first, without overflow; then take 1 away from the entry of the true class.",
    ),
    "1.5": Exercise(
        _gates,
        "write the values first: u + v = 4 and max(v, w) = 3. The multiplication swaps them. "
        "The number v goes two ways, so two derivatives come back to it: add them.",
    ),
    "1.6": Exercise(
        _order,
        "begin at the loss. A line can run only after the lines that make what it uses.",
    ),
    "1.7": Exercise(
        _own_backward,
        "the scores' delta has the 1/N of the mean in it. Then every layer does what the last one "
        "does, with its own input and its own delta. Between two layers comes the slope of the "
        "bend; np.where(z > 0, …) chooses entry by entry.",
    ),
    "1.8": Exercise(
        _mended,
        "dW2 and db2 were right, so what follows them is wrong. Which numbers decide where a "
        "ReLU lets the gradient pass?",
    ),
    "1.9": Exercise(
        _rate,
        "a larger rate learns faster, until it jumps about. Try steps of a quarter.",
    ),
}
