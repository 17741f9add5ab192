"""Steps: a network over one long vector."""

import math

import numpy as np

from .step import Missed, Step, number, random, same, slopes

SIZES = (4, 6, 5, 3)
N_WEIGHTS, N = 24 + 30 + 15, 24 + 30 + 15 + 6 + 5 + 3


def filled(mine, sizes=SIZES, dtype=np.float64):
    """A network whose parameters are all different."""
    network = mine.network.Network(sizes, dtype=dtype)
    network.parameters[:] = random(len(network.parameters), seed=4)
    return network


def cut(vector: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """W and b of each layer of `SIZES`, cut from a vector as the docstring has it."""
    W = [vector[:24].reshape(4, 6), vector[24:54].reshape(6, 5), vector[54:69].reshape(5, 3)]
    return list(zip(W, (vector[69:75], vector[75:80], vector[80:83]), strict=True))


def layout(mine) -> None:
    """The vectors and the layers' kinds."""
    network = mine.network.Network(SIZES)
    if network.sizes != SIZES:
        raise Missed(f"sizes is {network.sizes}, want {SIZES}")
    for name, n in (
        ("parameters", N),
        ("gradients", N),
        ("weights", N_WEIGHTS),
        ("weight_gradients", N_WEIGHTS),
        ("mean", SIZES[0]),
    ):
        same(name, getattr(network, name), np.zeros(n), dtype=np.float32)
    same("scale", network.scale, 1.0)
    kinds = [type(layer).__name__ for layer in network.layers]
    if kinds != ["Dense", "ReLU", "Dense", "ReLU", "Dense"]:
        raise Missed(f"the layers are {kinds}, want Dense and ReLU in turn, ending with Dense")
    if type(network.loss).__name__ != "SoftmaxCrossEntropy":
        raise Missed("loss is no SoftmaxCrossEntropy")
    if mine.network.Network([2, 2], dtype=np.float64).parameters.dtype != np.float64:
        raise Missed("with dtype=np.float64 the parameters are of another dtype")


def views(mine) -> None:
    """What changes in the vector changes in the layers, and the other way round."""
    network = mine.network.Network(SIZES, dtype=np.float64)
    for vector, names in (("parameters", ("W", "b")), ("gradients", ("dW", "db"))):
        numbers = random(N, seed=5)
        getattr(network, vector)[:] = numbers
        for i, arrays in enumerate(cut(numbers)):
            for name, wanted in zip(names, arrays, strict=True):
                same(f"{name} of dense layer {i + 1}", getattr(network.layers[2 * i], name), wanted)
    network.layers[2].W[0, 0] = 42
    network.layers[2].db[1] = 43
    same("parameters[24] after layers[2].W[0, 0] = 42", network.parameters[24], 42)
    same("gradients[76] after layers[2].db[1] = 43", network.gradients[76], 43)
    network.parameters[0], network.gradients[0] = 44, 45
    same("weights[0] after parameters[0] = 44", network.weights[0], 44)
    same("weight_gradients[0] after gradients[0] = 45", network.weight_gradients[0], 45)


def forward(mine) -> None:
    """Against the formula of three layers."""
    network, x = filled(mine), random(7, 4, seed=6)
    wanted = x
    for i, (W, b) in enumerate(cut(network.parameters)):
        wanted = np.maximum(wanted, 0) if i else wanted
        wanted = wanted @ W + b
    same("the logits", network.forward(x), wanted)


def backward(mine) -> None:
    """All gradients of a weighted sum of the logits against nudges; the first layer is spared."""
    network, x, delta = filled(mine), random(7, 4, seed=6), random(7, 3, seed=7)
    wanted = slopes(lambda: float(np.sum(network.forward(x) * delta)), network.parameters)
    network.forward(x)
    returned, first = [], network.layers[0].backward

    def spied(*arguments, **named):
        returned.append(first(*arguments, **named))

    network.layers[0].backward = spied
    network.backward(delta)
    same("gradients", network.gradients, wanted, 1e-6)
    if len(returned) != 1 or returned[0] is not None:
        raise Missed("the first layer is asked for the gradient with respect to the data")


def loss_and_gradient(mine) -> None:
    """The loss, and its gradient against nudges."""
    network, x, labels = filled(mine), random(7, 4, seed=6), np.array([0, 1, 2, 2, 1, 0, 1])
    number("the loss", network.loss_and_gradient(x, labels))
    wanted = slopes(lambda: network.loss_and_gradient(x, labels), network.parameters)
    got = network.loss_and_gradient(x, labels)
    same("the loss", got, network.loss.forward(network.forward(x), labels))
    same("gradients", network.gradients, wanted, 1e-6)


def penalty(mine) -> None:
    """λ/2 of the weights' squares, and nothing for the biases."""
    network, x, labels = filled(mine), random(7, 4, seed=6), np.array([0, 1, 2, 2, 1, 0, 1])
    loss = network.loss_and_gradient(x, labels)
    gradients, weights = network.gradients.copy(), network.weights.copy()
    got = network.loss_and_gradient(x, labels, 0.3)
    number("the loss with l2 = 0.3", got)
    same("what l2 = 0.3 adds to the loss", got - loss, 0.15 * sum(w * w for w in weights))
    added = network.gradients - gradients
    same("what l2 = 0.3 adds to the weights' gradient", added[:N_WEIGHTS], 0.3 * weights)
    same("what it adds to the biases' gradient", added[N_WEIGHTS:], np.zeros(N - N_WEIGHTS))
    same("the weights, which should be as before", network.weights, weights, 0)


def initialise(mine) -> None:
    """Spread by the number of inputs, zero biases, and the same again from the same seed."""
    sizes = (200, 300, 50, 10)
    network = mine.network.Network(sizes, np.random.default_rng(0), np.float64)
    for i, (layer, n_in) in enumerate(zip(network.layers[::2], sizes, strict=False), 1):
        spread, wanted = float(layer.W.std()), math.sqrt(2 / n_in)
        if abs(spread / wanted - 1) > 0.1:
            raise Missed(f"W of dense layer {i} spreads by {spread:.4f}, want {wanted:.4f}")
        if abs(float(layer.W.mean())) > wanted / 5:
            raise Missed(f"W of dense layer {i} has the mean {layer.W.mean():.4f}, want about 0")
    network.parameters[:] = 7
    network.initialise(np.random.default_rng(7))
    same("the biases", network.parameters[-360:], np.zeros(360), 0)
    first = np.random.default_rng(7).normal(0, math.sqrt(2 / 200), (200, 300))
    same("the first W, from this seed", network.layers[0].W, first)
    same("the first weights in parameters", network.parameters[:60_000], first.ravel())
    other = mine.network.Network(sizes)
    if np.any(other.parameters):
        raise Missed("without rng the parameters are not zero")


STEPS = [
    Step(
        "one long vector",
        1,
        "network.Network.__init__",
        20,
        "count first: each two sizes of pairwise(sizes) need n_in · n_out weights and n_out "
        "biases. np.zeros(n, dtype) makes a vector; self.parameters[:n_weights] is a view. The "
        "layers may have any arrays for now: the next step makes them views.",
        layout,
    ),
    Step(
        "layers as views into it",
        1,
        "network.Network.__init__",
        15,
        "keep two places, where the next layer's weights begin and where its biases do, and move "
        "both on. Slicing and reshape make views; np.array, copy and astype do not. Cut both "
        "vectors alike, and hand all four arrays to Dense.",
        views,
    ),
    Step(
        "forward through all",
        1,
        "network.Network.forward",
        5,
        "each layer's output is the next one's input.",
        forward,
    ),
    Step(
        "backward through all",
        1,
        "network.Network.backward",
        10,
        "reversed(…) turns the list round; each backward returns the delta of the layer before. "
        "The first Dense gets input_gradient=False.",
        backward,
    ),
    Step(
        "loss and gradient",
        1,
        "network.Network.loss_and_gradient",
        10,
        "forward, the loss forward, the loss backward, backward: four calls, and return the loss.",
        loss_and_gradient,
    ),
    Step(
        "a good beginning",
        3,
        "network.Network.initialise",
        10,
        "n_in is W.shape[0]; the square root of gain / n_in goes to rng.normal as its second "
        "argument, W.shape as its third. Only layers with a W need one. Does __init__ call it?",
        initialise,
    ),
    Step(
        "a price on weights",
        3,
        "network.Network.loss_and_gradient",
        10,
        "after the backward pass, add λ W to weight_gradients in place, and λ/2 of the sum of "
        "squares to the loss. Both are vectors that you have.",
        penalty,
    ),
]
