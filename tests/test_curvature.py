"""The curvature of the linear layer's loss, against the gradient's own differences."""

from dataclasses import replace

import numpy as np
import pytest

import nnlib
from nnlib.course.ch2.curvature import CurvatureWatch, hessian_times, largest_curvature


@pytest.fixture
def layer(rng):
    """A small single layer with random weights, its inputs and labels, in float64."""
    network = nnlib.Network((5, 3), rng, np.float64)
    network.parameters[:] = rng.normal(size=18)
    return network, rng.normal(size=(40, 5)), rng.integers(0, 3, 40)


def hessian(network, x):
    p = nnlib.softmax(network.forward(x))
    return np.array([hessian_times(x, p, v) for v in np.eye(len(network.parameters))]).T


def test_hessian_is_the_gradients_derivative(layer):
    network, x, labels = layer
    theta, h = network.parameters.copy(), 1e-5
    for i, column in enumerate(hessian(network, x).T):
        sides = []
        for sign in (1, -1):
            network.parameters[:] = theta
            network.parameters[i] += sign * h
            network.loss_and_gradient(x, labels)
            sides.append(network.gradients.copy())
        np.testing.assert_allclose(column, (sides[0] - sides[1]) / (2 * h), atol=1e-9)
        network.parameters[:] = theta


def test_hessian_is_symmetric_and_never_negative(layer):
    network, x, _ = layer
    H = hessian(network, x)
    np.testing.assert_allclose(H, H.T, atol=1e-15)
    assert np.linalg.eigvalsh(H)[0] > -1e-12


def test_power_iteration_finds_the_largest_eigenvalue(layer, rng):
    network, x, _ = layer
    p = nnlib.softmax(network.forward(x))
    curvature, direction = largest_curvature(x, p, rng.normal(size=18), 1e-8)
    values, vectors = np.linalg.eigh(hessian(network, x))
    assert curvature == pytest.approx(values[-1], rel=1e-10)
    assert abs(direction @ vectors[:, -1]) == pytest.approx(1, abs=1e-10)


def test_power_iteration_stops(layer, rng):
    network, x, _ = layer
    p = nnlib.softmax(network.forward(x))
    curvature, _ = largest_curvature(x, p, rng.normal(size=18), 0.0, most=3)
    assert np.isfinite(curvature)


def test_watch_measures_where_the_loss_was_measured(small):
    network = nnlib.Network((784, 10))
    network.learn_normalisation(small.train.x)
    x = network.normalise(small.train.x)
    watch = CurvatureWatch(x, every=2)
    recipe = replace(nnlib.RECIPES["softmax"], learning_rate=0.1, epochs=4)
    nnlib.fit(network, small, recipe, np.random.default_rng(0), callback=watch, progress=False)
    assert list(watch.curvatures) == [0, 2]
    with_bias = np.c_[x, np.ones(len(x))].astype(np.float64)
    at_zero = np.linalg.eigvalsh(with_bias.T @ with_bias / len(x))[-1] / 10
    assert watch.curvatures[0] == pytest.approx(at_zero, rel=1e-3)
    assert watch.curvatures[2] != watch.curvatures[0]
