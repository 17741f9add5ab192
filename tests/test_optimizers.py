"""The optimizers against their formulas, written out with plain numbers."""

import math
import tracemalloc

import numpy as np
import pytest

from nnlib import Adam, GradientDescent, Momentum, RMSProp
from nnlib.course.ch3.optimizers import UncorrectedAdam
from nnlib.optimizers import SCHEDULES


def test_gradient_descent_is_its_formula(rng):
    parameters, gradients = rng.normal(size=5), rng.normal(size=5)
    expected = [p - 0.1 * g for p, g in zip(parameters, gradients, strict=True)]
    GradientDescent(0.1).step(parameters, gradients)
    np.testing.assert_allclose(parameters, expected, rtol=1e-15)


def test_adam_is_algorithm_1_of_its_paper(rng):
    eta, beta1, beta2, epsilon = 0.01, 0.9, 0.999, 1e-8
    parameters = rng.normal(size=4)
    theta, m, v = parameters.tolist(), [0.0] * 4, [0.0] * 4
    optimizer = Adam(eta, beta1, beta2, epsilon)
    for t in range(1, 8):
        gradients = rng.normal(size=4) * 10.0 ** -np.arange(4)
        optimizer.step(parameters, gradients)
        for i, g in enumerate(gradients.tolist()):
            m[i] = beta1 * m[i] + (1 - beta1) * g
            v[i] = beta2 * v[i] + (1 - beta2) * g**2
            m_hat = m[i] / (1 - beta1**t)
            v_hat = v[i] / (1 - beta2**t)
            theta[i] -= eta * m_hat / (math.sqrt(v_hat) + epsilon)
        np.testing.assert_allclose(parameters, theta, rtol=1e-12)


def test_momentum_is_its_formula(rng):
    eta, beta = 0.1, 0.8
    parameters = rng.normal(size=3)
    theta, u = parameters.tolist(), [0.0] * 3
    optimizer = Momentum(eta, beta)
    for _ in range(5):
        gradients = rng.normal(size=3)
        optimizer.step(parameters, gradients)
        for i, g in enumerate(gradients.tolist()):
            u[i] = beta * u[i] + g
            theta[i] -= eta * u[i]
        np.testing.assert_allclose(parameters, theta, rtol=1e-13)


def test_rmsprop_is_its_formula(rng):
    eta, beta, epsilon = 0.1, 0.8, 1e-3
    parameters = rng.normal(size=4)
    theta, v = parameters.tolist(), [0.0] * 4
    optimizer = RMSProp(eta, beta, epsilon)
    for _ in range(5):
        gradients = rng.normal(size=4) * 10.0 ** -np.arange(4)
        optimizer.step(parameters, gradients)
        for i, g in enumerate(gradients.tolist()):
            v[i] = beta * v[i] + (1 - beta) * g**2
            theta[i] -= eta * g / (math.sqrt(v[i]) + epsilon)
        np.testing.assert_allclose(parameters, theta, rtol=1e-13)


def test_adams_first_step_is_the_learning_rate(rng):
    parameters = np.zeros(3)
    Adam(0.01).step(parameters, np.array([1e-3, -50.0, 4.0]))
    np.testing.assert_allclose(parameters, [-0.01, 0.01, -0.01], rtol=1e-4)


def test_adam_leaves_a_parameter_without_gradient_alone():
    parameters = np.array([2.0, 2.0])
    Adam(0.1).step(parameters, np.array([0.0, 1.0]))
    assert parameters[0] == 2.0
    assert parameters[1] < 2.0


def test_the_defaults_are_those_of_the_papers():
    assert (RMSProp(0.1).beta, RMSProp(0.1).epsilon) == (0.9, 1e-8)
    assert Momentum(0.1).beta == 0.9
    adam = Adam()
    assert (adam.learning_rate, adam.beta1, adam.beta2, adam.epsilon) == (1e-3, 0.9, 0.999, 1e-8)


@pytest.mark.parametrize("make", [GradientDescent, Momentum, RMSProp, Adam])
def test_state_carries_on_where_it_stopped(make, rng):
    gradients = rng.normal(size=(6, 4)).astype(np.float32)
    through, halves = np.ones(4, np.float32), np.ones(4, np.float32)
    one, first, second = make(0.1), make(0.1), make(0.1)
    for g in gradients:
        one.step(through, g)
    for g in gradients[:3]:
        first.step(halves, g)
    second.restore(first.state())
    for g in gradients[3:]:
        second.step(halves, g)
    np.testing.assert_array_equal(through, halves)


def test_steps_stay_in_place_and_in_float32(rng):
    parameters = np.ones(4, np.float32)
    same = parameters
    optimizer = Adam()
    optimizer.step(parameters, rng.normal(size=4).astype(np.float32))
    assert same is parameters
    assert {optimizer.m.dtype, optimizer.v.dtype, parameters.dtype} == {np.dtype(np.float32)}


def test_adam_with_and_without_correction_agree_in_the_end(rng):
    corrected, plain = np.zeros(3), np.zeros(3)
    one, two = Adam(0.01), UncorrectedAdam(0.01)
    one.t = two.t = 100_000  # by now βᵗ is nothing
    gradients = rng.normal(size=3)
    one.step(corrected, gradients)
    two.step(plain, gradients)
    np.testing.assert_allclose(corrected, plain, rtol=1e-12)


@pytest.mark.parametrize("rule", [Adam, UncorrectedAdam])
def test_adam_allocates_nothing(rule, rng):
    parameters = np.ones(100_000, np.float32)
    gradients = rng.normal(size=100_000).astype(np.float32)
    optimizer = rule()
    optimizer.step(parameters, gradients)
    tracemalloc.start()
    optimizer.step(parameters, gradients)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < parameters.nbytes / 10


def test_schedules_begin_at_the_whole_rate():
    assert all(schedule(0.0) == 1.0 for schedule in SCHEDULES.values())
    assert SCHEDULES["cosine"](0.5) == pytest.approx(0.5)
    assert SCHEDULES["cosine"](1.0) == pytest.approx(0.0)
    assert SCHEDULES["constant"](1.0) == 1.0


def test_adams_defaults_are_those_of_its_paper():
    adam = Adam()
    numbers = (adam.learning_rate, adam.beta1, adam.beta2, adam.epsilon)
    assert numbers == (1e-3, 0.9, 0.999, 1e-8)


@pytest.mark.parametrize("kind", [GradientDescent, Momentum, RMSProp, Adam])
def test_a_rule_that_has_made_no_step_has_nothing_to_save_and_takes_that_up(kind):
    rule = kind(0.1)
    assert rule.state() == {}
    rule.restore({})
    parameters = np.zeros(2)
    rule.step(parameters, np.ones(2))
    assert np.all(parameters < 0)
