"""Steps: the layers, forward and backward."""

import numpy as np

from .step import Missed, Step, random, same, slopes


def dense(mine, n_in: int = 3, n_out: int = 2):
    """A layer with weights of its own, float64."""
    return mine.layers.Dense(random(n_in, n_out), random(n_out, seed=1))


def dense_forward(mine) -> None:
    """Three small batches, against sums written out."""
    layer = mine.layers.Dense(np.array([[1.0], [2.0]]), np.array([0.5]))
    got = layer.forward(np.array([[3.0, 4.0]]))
    same("[[3, 4]] through W = [[1], [2]] and b = [0.5]", got, [[11.5]])
    for n in (1, 5):
        layer, a = dense(mine), random(n, 3, seed=2)
        wanted = [[row @ column for column in layer.W.T] for row in a] + layer.b
        same(f"the output for {n} samples", layer.forward(a), wanted)


def dense_gradients(mine) -> None:
    """dW and db against nudges of W and b, in the arrays that were handed over."""
    dW, db = np.full((3, 2), 7.0), np.full(2, 7.0)
    layer = mine.layers.Dense(random(3, 2), random(2, seed=1), dW, db)
    a, delta = random(5, 3, seed=2), random(5, 2, seed=3)
    layer.forward(a)
    layer.backward(delta)
    if layer.dW is not dW or layer.db is not db:
        raise Missed("dW or db is another array than the one that was handed over")
    weighed = lambda: float(np.sum(layer.forward(a) * delta))  # noqa: E731
    same("dW", dW, slopes(weighed, layer.W), 1e-6)
    same("db", db, slopes(weighed, layer.b), 1e-6)
    layer.forward(a)
    layer.backward(delta)
    same("dW of a second batch", dW, a.T @ delta)


def dense_input(mine) -> None:
    """The returned gradient against nudges of the input."""
    layer, a, delta = dense(mine), random(4, 3, seed=2), random(4, 2, seed=3)
    weighed = lambda: float(np.sum(layer.forward(a) * delta))  # noqa: E731
    wanted = slopes(weighed, a)
    layer.forward(a)
    same("the gradient with respect to the input", layer.backward(delta), wanted, 1e-6)
    layer.dW[:] = 0
    if layer.backward(delta, input_gradient=False) is not None:
        raise Missed("with input_gradient=False something was returned, want None")
    same("dW with input_gradient=False", layer.dW, a.T @ delta)


def relu_forward(mine) -> None:
    """Signs, zero, and the input left alone."""
    z = np.array([[-1.0, 0.0, 0.25, 2.0]])
    same("the output for [[-1, 0, 0.25, 2]]", mine.layers.ReLU().forward(z), [[0, 0, 0.25, 2]])
    if z[0, 0] != -1:
        raise Missed("the input was changed, want a new array")


def relu_backward(mine) -> None:
    """The gradient passes where the input was positive."""
    bend = mine.layers.ReLU()
    z = np.array([[-1.0, 2.0, 0.0], [0.5, -3.0, 1.0]])
    bend.forward(z)
    delta = np.array([[5.0, -6.0, 7.0], [-8.0, 9.0, 10.0]])
    before = delta.copy()
    same("the gradient", bend.backward(delta), [[0, -6, 0], [-8, 0, 10]])
    same("delta after it, which should be as before", delta, before, 0)
    bend.forward(-z)
    same("the gradient for another input", bend.backward(delta), [[5, 0, 0], [0, 9, 0]])


STEPS = [
    Step(
        "a layer forward",
        1,
        "layers.Dense.forward",
        5,
        "`a @ W` multiplies matrices; `b` is added to every row. Assign a to self.a for later.",
        dense_forward,
    ),
    Step(
        "its gradients",
        1,
        "layers.Dense.backward",
        10,
        "for each sample n, W[i, j] carries a[n, i] to output j: so dW[i, j] is the sum over n of "
        "a[n, i] · delta[n, j]. Fill the arrays that are there: self.dW[:] = …, not self.dW = ….",
        dense_gradients,
    ),
    Step(
        "the gradient handed on",
        1,
        "layers.Dense.backward",
        5,
        "input i goes into every output j with weight W[i, j]; what comes back adds up over j. "
        "With input_gradient=False, dW and db are still filled.",
        dense_input,
    ),
    Step(
        "the bend forward",
        1,
        "layers.ReLU.forward",
        5,
        "np.maximum compares number by number and makes a new array.",
        relu_forward,
    ),
    Step(
        "the bend backward",
        1,
        "layers.ReLU.backward",
        5,
        "what decides is the sign of what came in on the way forward, not of delta; at 0, nothing "
        "passes.",
        relu_backward,
    ),
]
