"""Calibration: the temperature is the best one, the error counts what it says it counts."""

import warnings

import numpy as np
import pytest

from nnlib import calibrate, expected_calibration_error, load_network, reliability, softmax
from nnlib.calibration import fit_temperature
from nnlib.losses import familiarity


def sampled(rng, n=20_000, temperature=1.0):
    """Logits, and labels drawn with the probabilities they stand for at a temperature."""
    logits = rng.normal(0, 3, (n, 10))
    cumulated = softmax(logits / temperature).cumsum(axis=1)
    return logits, (cumulated < rng.random((n, 1))).sum(axis=1).clip(0, 9)


@pytest.mark.parametrize("temperature", [0.4, 1.0, 2.5])
def test_the_temperature_is_found(rng, temperature):
    logits, labels = sampled(rng, temperature=temperature)
    assert fit_temperature(logits, labels) == pytest.approx(temperature, rel=0.04)


def test_the_temperature_is_the_lowest_point_of_the_loss(rng):
    logits, labels = sampled(rng, 500, 1.7)
    best = fit_temperature(logits, labels)

    def loss(temperature):
        return -np.mean(np.log(softmax(logits / temperature)[np.arange(500), labels]))

    assert loss(best) < min(loss(best * 1.01), loss(best / 1.01))


def test_calibrated_probabilities_come_true(rng):
    logits, labels = sampled(rng, temperature=2.0)
    raw = expected_calibration_error(softmax(logits), labels)
    calibrated = expected_calibration_error(softmax(logits / 2), labels)
    assert calibrated < 0.015 < 0.1 < raw


def test_the_error_by_hand():
    p = np.array([[0.95, 0.05], [0.95, 0.05], [0.3, 0.7], [0.45, 0.55]])
    labels = np.array([0, 1, 1, 1])
    confidence, accuracy, count = reliability(p, labels, bins=10)
    assert count.tolist() == [0, 0, 0, 0, 0, 1, 0, 1, 0, 2]  # 0.7 is 0.7000000000000001 × 10
    assert accuracy[9] == 0.5
    assert confidence[5] == pytest.approx(0.55)
    assert np.isnan(accuracy[0])
    by_hand = (2 * abs(0.95 - 0.5) + abs(0.7 - 1) + abs(0.55 - 1)) / 4
    assert expected_calibration_error(p, labels, bins=10) == pytest.approx(by_hand)


def test_certainty_falls_into_the_last_bin():
    _, _, count = reliability(np.array([[1.0, 0.0]]), np.array([0]))
    assert count[-1] == 1


def test_familiarity_ignores_what_softmax_ignores(rng):
    logits = rng.normal(0, 5, (20, 10)).astype(np.float32)
    np.testing.assert_allclose(familiarity(logits), familiarity(logits + 7), rtol=1e-4)
    by_hand = np.log(np.exp(logits - logits.mean(axis=1, keepdims=True)).sum(axis=1))
    np.testing.assert_allclose(familiarity(logits), by_hand, rtol=1e-5)
    assert familiarity(np.full((1, 10), 1e4)) == pytest.approx(np.log(10))


def test_calibrating_changes_no_answer_and_refuses_one_in_a_hundred(mnist):
    network = load_network("weights/mlp.npz")
    before = network.predict(mnist.dev.x)
    assert network.knows(mnist.dev.x).all()
    calibrate(network, mnist.dev)
    after = network.predict(mnist.dev.x)
    np.testing.assert_array_equal(before.argmax(axis=1), after.argmax(axis=1))
    labels = mnist.dev.labels
    assert expected_calibration_error(after, labels) < expected_calibration_error(before, labels)
    assert np.mean(~network.knows(mnist.dev.x)) == pytest.approx(0.01, abs=0.0005)


def test_the_scores_of_one_row_do_not_reach_another(rng):
    """Rows may lie thousands apart: only differences within a row count."""
    logits, labels = rng.normal(0, 3, (300, 5)), rng.integers(0, 5, 300)
    labels[:200] = logits[:200].argmax(axis=1)
    shifts = rng.uniform(-2000, 2000, (300, 1))
    assert fit_temperature(logits + shifts, labels) == pytest.approx(
        fit_temperature(logits, labels), rel=1e-4
    )
    assert fit_temperature((logits + 1e4).astype(np.float32), labels) == pytest.approx(
        fit_temperature(logits, labels), rel=1e-2
    )


def test_it_names_what_does_not_fit():
    with pytest.raises(ValueError, match=r"logits: got float64 of shape \(3,\), want .*\(N, K\)"):
        fit_temperature(np.zeros(3), np.zeros(3, int))
    with pytest.raises(ValueError, match=r"logits: got int64 of shape"):
        fit_temperature(np.zeros((3, 2), int), np.zeros(3, int))
    with pytest.raises(ValueError, match=r"^labels: got integers from 2 to 2, want 0 to 1"):
        fit_temperature(np.zeros((3, 2)), np.full(3, 2))
    with pytest.raises(ValueError, match=r"probabilities: got .*, want floats of shape \(N, K\)"):
        reliability(np.zeros(3), np.zeros(3, int))


def test_every_bin_has_its_place_the_empty_and_the_last_too():
    probabilities = np.array([[1.0, 0.0], [1.0, 0.0], [0.7, 0.3]], np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        confidence, accuracy, count = reliability(probabilities, np.array([0, 1, 0]), bins=20)
    assert count.tolist() == [0] * 13 + [1] + [0] * 5 + [2]  # 0.7 in float32 is below 14 / 20
    assert len(confidence) == len(accuracy) == 20
    assert (confidence[19], accuracy[19]) == (1.0, 0.5)
    assert confidence.dtype == np.float64
    assert np.isnan(confidence[14:19]).all()
    halves = np.array([[0.6, 0.4], [0.9, 0.1]])
    _, _, count = reliability(halves, np.array([0, 0]), bins=3)
    assert count.tolist() == [0, 1, 1]
    error = expected_calibration_error(halves, np.array([0, 1]), bins=1)
    assert error == pytest.approx(abs(0.75 - 0.5))
    assert error != pytest.approx(expected_calibration_error(halves, np.array([0, 1])))
