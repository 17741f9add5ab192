"""Every layer and the loss, held against central differences in float64."""

import numpy as np
import pytest
from conftest import relative_error

from nnlib import Dense, ReLU, SoftmaxCrossEntropy, softmax
from nnlib.course.ladder.checks.step import slopes
from nnlib.layers import ACTIVATIONS, LeakyReLU

TOLERANCE = 1e-7


@pytest.fixture
def dense(rng):
    return Dense(rng.normal(size=(5, 4)), rng.normal(size=4))


def test_dense_gradients(dense, rng):
    a = rng.normal(size=(6, 5))
    downstream = rng.normal(size=(6, 4))  # the loss is Σ downstream · z, so dL/dz = downstream

    def loss():
        return np.sum(downstream * dense.forward(a))

    loss()
    delta_in = dense.backward(downstream)
    assert relative_error(dense.dW, slopes(loss, dense.W)) < TOLERANCE
    assert relative_error(dense.db, slopes(loss, dense.b)) < TOLERANCE
    assert relative_error(delta_in, slopes(loss, a)) < TOLERANCE


def test_dense_without_input_gradient(dense, rng):
    a, delta = rng.normal(size=(6, 5)), rng.normal(size=(6, 4))
    dense.forward(a)
    dense.backward(delta)
    dW = dense.dW.copy()
    dense.dW[:] = 0
    assert dense.backward(delta, input_gradient=False) is None
    np.testing.assert_array_equal(dense.dW, dW)


def test_relu_gradient(rng):
    relu = ReLU()
    z = rng.normal(size=(6, 5))
    z[np.abs(z) < 1e-3] = 0.5  # no central difference across the kink
    downstream = rng.normal(size=(6, 5))

    def loss():
        return np.sum(downstream * relu.forward(z))

    loss()
    assert relative_error(relu.backward(downstream), slopes(loss, z)) < TOLERANCE


def test_relu_at_zero_and_below():
    relu = ReLU()
    np.testing.assert_array_equal(relu.forward(np.array([[-1.0, 0.0, 2.0]])), [[0, 0, 2]])
    np.testing.assert_array_equal(relu.backward(np.ones((1, 3))), [[0, 0, 1]])


def test_loss_gradient(rng):
    loss = SoftmaxCrossEntropy()
    logits, labels = rng.normal(size=(6, 10)), rng.integers(0, 10, 6)
    loss.forward(logits, labels)
    expected = slopes(lambda: loss.forward(logits, labels), logits)
    loss.forward(logits, labels)
    assert relative_error(loss.backward(), expected) < TOLERANCE


def test_loss_is_the_mean_negative_log_probability(rng):
    logits, labels = rng.normal(size=(6, 10)), rng.integers(0, 10, 6)
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    expected = -sum(np.log(p[n, labels[n]]) for n in range(6)) / 6
    assert SoftmaxCrossEntropy().forward(logits, labels) == pytest.approx(expected, rel=1e-12)


def test_uniform_guess_costs_log_ten():
    loss = SoftmaxCrossEntropy().forward(np.zeros((3, 10)), np.array([0, 4, 9]))
    assert loss == pytest.approx(np.log(10), rel=1e-12)


def test_softmax_sums_to_one_and_keeps_order(rng):
    logits = rng.normal(size=(5, 10), scale=4)
    p = softmax(logits)
    np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-12)
    np.testing.assert_array_equal(p.argsort(axis=1), logits.argsort(axis=1))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_huge_logits_neither_overflow_nor_vanish(dtype):
    logits = np.array([[1e4, 0.0, -1e4], [-1e4, -1e4, -1e4]], dtype)
    p = softmax(logits)
    assert p.dtype == dtype
    np.testing.assert_allclose(p, [[1, 0, 0], [1 / 3, 1 / 3, 1 / 3]], rtol=1e-6)
    # the logarithm of a probability that rounds to 0, all the same
    assert SoftmaxCrossEntropy().forward(logits[:1], np.array([2])) == pytest.approx(2e4)


def test_rows_of_very_different_height_do_not_reach_each_other():
    logits = np.array([[1000.0, 1000.0], [-1000.0, -1000.0]])
    assert SoftmaxCrossEntropy().forward(logits, np.array([0, 1])) == pytest.approx(np.log(2))


def test_leaky_relu_is_its_formula_and_its_gradient(rng):
    bend, z = LeakyReLU(), rng.normal(size=(4, 3))
    np.testing.assert_array_equal(bend.forward(z), np.where(z > 0, z, 0.1 * z))
    upstream = rng.normal(size=(4, 3))
    got = bend.backward(upstream)
    expected = slopes(lambda: float(np.sum(upstream * bend.forward(z))), z)
    np.testing.assert_allclose(got, expected, rtol=1e-7)


def test_leaky_relu_keeps_the_precision_and_refuses_another_shape():
    bend = LeakyReLU()
    assert bend.forward(np.ones((2, 3), np.float32)).dtype == np.float32
    assert bend.backward(np.ones((2, 3), np.float32)).dtype == np.float32
    with pytest.raises(ValueError, match=r"delta: got shape \(1, 3\), want shape \(2, 3\)"):
        bend.backward(np.ones((1, 3)))


@pytest.mark.parametrize("activation", ACTIVATIONS.values())
def test_the_gain_keeps_a_signals_second_moment(activation, rng):
    z = rng.normal(size=1_000_000)
    assert activation.gain * np.mean(activation().forward(z) ** 2) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("activation", ACTIVATIONS.values())
def test_the_leak_is_the_derivative_below_zero(activation):
    bend = activation()
    bend.forward(np.array([[-2.0, 3.0]]))
    np.testing.assert_array_equal(bend.backward(np.ones((1, 2))), [[bend.leak, 1]])


def test_the_shape_of_logits_is_told_by_its_axes():
    with pytest.raises(ValueError, match=r"want numbers of shape \(N, K\)"):
        softmax(np.zeros(3))
