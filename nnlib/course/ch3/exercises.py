"""Exercises of chapter 3: sizes, initialisation, optimizers and the penalty."""

from itertools import pairwise

import numpy as np

from ...optimizers import Adam, Momentum, RMSProp
from ..check import Exercise


def _sizes(count_parameters):
    for sizes in ((784, 10), (784, 256, 128, 10), (784, 256, 128, 64, 10)):
        wanted = sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))
        yield count_parameters(sizes), wanted


def _leaky(weight_variance):
    for n_in, slope in ((784, 0.0), (256, 0.1), (128, 1.0)):
        yield weight_variance(n_in, slope), 2 / ((1 + slope**2) * n_in)


def _by_hand(answer):
    for got, optimizer in zip(answer, (Momentum(0.1), RMSProp(0.1), Adam(0.1)), strict=True):
        theta = np.array([1.0])
        for _ in range(2):
            optimizer.step(theta, 2 * theta)
        yield got, theta[0]


def _half_corrected(step_length):
    g = 3.0
    for beta1, beta2 in ((0.9, 0.999), (0.9, 0.9), (0.5, 0.99)):
        m = v = 0.0
        for t in range(1, 6):
            m += (1 - beta1) * (g - m)
            v += (1 - beta2) * (g**2 - v)
            yield step_length(t, beta1, beta2), m / (1 - beta1**t) / np.sqrt(v)


def _hidden_layer(gradient_of_W):
    rng = np.random.default_rng(3)
    a, W, b = rng.normal(size=(5, 4)), rng.normal(size=(4, 3)), rng.normal(size=3)
    z, upstream = a @ W + b, rng.normal(size=(5, 3))
    wanted = a.T @ (upstream * (z > 0)) + 0.01 * W
    yield gradient_of_W(a, W, b, upstream, 0.01), wanted


EXERCISES: dict[str, Exercise] = {
    "3.1": Exercise(
        _sizes,
        "a layer from n_in to n_out units has a weight for every pair of them, and a bias for "
        "every output.",
    ),
    "3.2": Exercise(
        _leaky,
        "z is positive for half of its second moment and negative for the other half; by what "
        "does the slope multiply the square of the negative half?",
    ),
    "3.3": Exercise(
        _by_hand,
        "the gradient at θ = 1 is 2. Take the first step with each rule, then compute the "
        "gradient again where that rule has brought you.",
        tolerance=1e-6,
    ),
    "3.4": Exercise(
        _half_corrected,
        "for a constant g, m is (1 − β₁ᵗ) g and v is (1 − β₂ᵗ) g². Which of the two brackets does "
        "the half correction divide away?",
    ),
    "3.5": Exercise(
        _hidden_layer,
        "delta is the upstream gradient where z is positive and 0 elsewhere; then W has two "
        "ways to change the loss: through z, and through the penalty.",
    ),
}
