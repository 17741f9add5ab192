"""Exercises of chapter 3: luck, sizes, initialisation, noise, optimizers, tuning, the penalty."""

from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np

from ...data import MNIST, Split, load_mnist
from ...optimizers import Adam, Momentum, RMSProp
from ...recipes import RECIPES
from ...training import fit
from ..check import Exercise, Missed, in_order

# One step of Adam with one parameter, shuffled.
ADAM_LINES = {
    "A": "theta = theta - eta * m_hat / (v_hat**0.5 + epsilon)",
    "B": "v = beta2 * v + (1 - beta2) * g**2",
    "C": "m_hat = m / (1 - beta1**t)",
    "D": "g = gradient(theta)",
    "E": "v_hat = v / (1 - beta2**t)",
    "F": "t = t + 1",
    "G": "m = beta1 * m + (1 - beta1) * g",
}
WANTED = 0.91  # exercise 3.10: the share of 2,000 dev images to be read


def _luck(difference):
    rng = np.random.default_rng(1)
    for count in (3, 5):
        a, b = rng.normal(98.2, 0.1, count), rng.normal(98, 0.2, count)
        error = np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / count)
        yield difference(list(a), list(b)), (a.mean() - b.mean(), error)


def _sizes(count_parameters):
    for sizes in ((784, 10), (784, 256, 128, 10), (784, 256, 128, 64, 10)):
        wanted = sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))
        yield count_parameters(sizes), wanted


def _leaky(weight_variance):
    for n_in, slope in ((784, 0.0), (256, 0.1), (128, 1.0)):
        yield weight_variance(n_in, slope), 2 / ((1 + slope**2) * n_in)


def _batch(images):
    yield images, 128 * (0.67 / 0.1) ** 2


def _pace(length):
    for beta in (0.0, 0.5, 0.9):
        yield length(beta), (1 / (1 - beta), 1 / (1 + beta))


def _first_step(length):
    for beta in (0.5, 0.9, 0.99):
        theta = np.zeros(1)
        RMSProp(1.0, beta, epsilon=0).step(theta, np.array([7.0]))
        yield length(beta), -theta[0]


def _lines_of_adam(order):
    variables = {"gradient": lambda theta: 2 * theta, "theta": 1.0, "m": 0.0, "v": 0.0, "t": 0}
    variables |= {"eta": 0.1, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
    optimizer, theta = Adam(0.1), np.array([1.0])
    for _ in range(3):
        variables = in_order(order, ADAM_LINES, variables)
        optimizer.step(theta, 2 * theta)
        yield variables["theta"], theta[0]


def _mended(adam_step):
    optimizer, wanted = Adam(0.1), np.array([1.0])
    after = (1.0, 0.0, 0.0)
    for t in range(1, 5):
        theta, m, v = after
        after = adam_step(theta, 2 * theta, m, v, t, 0.1)
        optimizer.step(wanted, 2 * wanted)
        yield after and after[0], wanted[0]


def _by_hand(answer):
    for got, optimizer in zip(answer, (Momentum(0.1), RMSProp(0.1), Adam(0.1)), strict=True):
        theta = np.array([1.0])
        for _ in range(2):
            optimizer.step(theta, 2 * theta)
        yield got, theta[0]


@cache
def _few_images() -> MNIST:
    data = load_mnist()
    few = [Split(s.images[:n], s.labels[:n]) for s, n in ((data.train, 5000), (data.dev, 2000))]
    return MNIST(*few, few[1])


def _tuned(learning_rate):
    few = {"sizes": (784, 32, 10), "batch_size": 16, "epochs": 2}
    recipe = replace(
        RECIPES["mlp"], **few, optimizer="gradient descent", learning_rate=float(learning_rate)
    )
    rng = np.random.default_rng(0)
    with np.errstate(all="ignore"):
        history = fit(recipe.build_network(rng), _few_images(), recipe, rng, progress=False)
    reached = history.dev_accuracy[-1]
    if reached < WANTED:
        raise Missed(f"your rate reaches {reached:.1%}, want {WANTED:.0%}")
    yield reached, reached


def _hidden_layer(gradient_of_W):
    rng = np.random.default_rng(3)
    a, W, b = rng.normal(size=(5, 4)), rng.normal(size=(4, 3)), rng.normal(size=3)
    z, upstream = a @ W + b, rng.normal(size=(5, 3))
    wanted = a.T @ (upstream * (z > 0)) + 0.01 * W
    yield gradient_of_W(a, W, b, upstream, 0.01), wanted


def _warm_up(rate):
    for steps, warm in ((100, 10), (1000, 50)):
        for t in (0, warm // 2, warm, (steps + warm) // 2, steps):
            falling = (1 + np.cos(np.pi * (t - warm) / (steps - warm))) / 2
            yield rate(t, steps, warm), t / warm if t < warm else falling


def _dead(count_dead):
    a = np.maximum(np.random.default_rng(5).normal(size=(50, 8)), 0)
    yield count_dead(a), 0
    a[:, [2, 5]] = 0
    a[7, 5] = 0.1  # it fires once
    yield count_dead(a), 1


EXERCISES: dict[str, Exercise] = {
    "3.1": Exercise(
        _luck,
        "the variances of the two means add up. The variance of a mean is that of one value, "
        "np.var with ddof=1, over the number of values.",
    ),
    "3.2": Exercise(
        _sizes,
        "a layer from n_in to n_out units has a weight for every pair of them, and a bias for "
        "every output.",
    ),
    "3.3": Exercise(
        _leaky,
        "z is positive for half of its second moment and negative for the other half; by what "
        "does the slope multiply the square of the negative half?",
    ),
    "3.4": Exercise(
        _batch,
        "the noise is to be 6.7 times smaller. Four times the images only halve it.",
        tolerance=0.01,
    ),
    "3.5": Exercise(
        _pace,
        "write u after many steps as a series in β, with signs that are all alike or alternate. "
        "Both are geometric.",
    ),
    "3.6": Exercise(
        _first_step,
        "v begins at 0, so after one update it holds a single term. What is its root?",
    ),
    "3.7": Exercise(
        _lines_of_adam,
        "the gradient and the count of steps come first, and no hat before its head: m_hat uses "
        "the new m and the new t.",
    ),
    "3.8": Exercise(
        _mended,
        "compute both corrections for t = 1 and t = 2, with the formula beside you. One of them "
        "turns negative.",
    ),
    "3.9": Exercise(
        _by_hand,
        "the gradient at θ = 1 is 2. Take the first step with each rule, then compute the "
        "gradient again where that rule has brought you.",
        tolerance=1e-6,
    ),
    "3.10": Exercise(
        _tuned,
        "go up in threes from 0.01: 0.01, 0.03, 0.1 … until it gets worse, then halve.",
    ),
    "3.11": Exercise(
        _hidden_layer,
        "delta is the upstream gradient where z is positive and 0 elsewhere; then W has two "
        "ways to change the loss: through z, and through the penalty.",
    ),
    "3.12": Exercise(
        _warm_up,
        "two cases. After the warm-up the progress is (t − warm) / (steps − warm), which runs "
        "from 0 to 1.",
    ),
    "3.13": Exercise(
        _dead,
        "a unit is a column. It is dead if not one image, that is, not one row, is above 0 there.",
    ),
}
