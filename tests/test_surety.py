"""Chapter 5's instruments: who is read, when to answer, what chance alone would look like."""

import numpy as np
import pytest

from nnlib import expected_calibration_error
from nnlib.course.ch5 import scores, surety
from nnlib.course.ch5.writers import writers_read
from nnlib.intervals import bootstrap, by_writer

P = np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8], [0.3, 0.7]])
LABELS = np.array([0, 1, 1, 0])


def test_the_surest_answer_first():
    answered, misread = surety.coverage(P, LABELS)
    np.testing.assert_allclose(answered, [0.25, 0.5, 0.75, 1])
    np.testing.assert_allclose(misread, [0, 0, 1 / 3, 1 / 2])
    assert surety.answered_above(0.75, P, LABELS) == (0.5, 1.0)
    picture = surety.risk_coverage({"two": (answered, misread)}, {"two": {"here": (0.5, 0.0)}})
    assert "two" in picture.alt


def test_a_calibrated_network_has_an_error_by_chance(rng):
    p = rng.dirichlet([0.3] * 10, 500)
    low, high = surety.ece_by_chance(p, rng)
    assert 0 < low < high < 0.1
    few = surety.ece_by_chance(p[:50], rng)
    assert few[1] > high  # the fewer, the more
    labels = (rng.random((500, 1)) > np.cumsum(p, axis=1)).sum(axis=1)
    assert low * 0.7 < expected_calibration_error(p, labels) < high * 1.3
    assert expected_calibration_error(p, (labels + 1) % 10) > high


def test_the_area_is_the_share_of_pairs(rng):
    known, strange = rng.normal(1, 1, 60), rng.normal(0, 1, 40)
    pairs = np.mean(known[:, None] > strange[None])
    assert scores.auroc(known, strange) == pytest.approx(pairs)
    assert scores.auroc(strange + 100, known) == 1


def test_strangers_refused_at_a_price():
    known, strange = np.arange(1, 101.0), np.array([0.0, 1.5, 50, 200])
    assert scores.refused_at(0.01, known, strange) == 0.5
    assert scores.refused_at(0.6, known, strange) == 0.75


def test_every_score_is_high_for_a_digit():
    clear, vague = np.eye(10)[:1] * 20, np.zeros((1, 10))
    for name in ("largest probability", "familiarity"):
        assert scores.SCORES[name](clear) > scores.SCORES[name](vague)
    # energy does not see what all logits have in common as no matter
    assert scores.energy(vague + 30) > scores.energy(clear)


def test_a_bootstrap_draws_whole_writers():
    values = np.array([0.0] * 50 + [1.0] * 50)
    assert bootstrap(values, ["Ada"] * 50 + ["Bob"] * 50) == (0.0, 1.0)
    few_and_many = np.array([1.0] * 10 + [0.0] * 90)  # twice the one is still a share of 1
    assert bootstrap(few_and_many, ["Ada"] * 10 + ["Bob"] * 90) == (0.0, 1.0)
    low, high = bootstrap(values, [str(i) for i in range(100)])
    assert 0.38 < low < 0.45
    assert 0.55 < high < 0.62
    assert bootstrap(np.full(100, 0.25), ["Ada"] * 50 + ["Bob"] * 50) == (0.25, 0.25)


def test_a_dot_for_each_writer():
    right = np.array([True] * 12 + [False] * 5 + [True] * 15)
    found = by_writer(right, ["a"] * 17 + ["b"] * 15)
    assert "a dot for each writer" in writers_read(found, "Two people").alt
