"""The stored sweep of learning rates: it is complete, and says what chapter 3 says it does."""

from dataclasses import replace

import numpy as np
import pytest

from nnlib import RECIPES
from nnlib.course.ch3.tuning import (
    RUNS,
    SWEEPS,
    best,
    by_rate,
    describe,
    difference,
    gain,
    read_table,
    tuning_curves,
    valleys,
)
from nnlib.sweep import Job, train
from tuning import SEEDS, rows

ROWS = read_table()
NAN = float("nan")


def made_up(*accuracies) -> list[dict]:
    """Rows of one variant at the rates 0.1, 0.2, …, each with a few seeds."""
    return [
        {"question": "q", "variant": "v", "rate": (i + 1) / 10, "seed": seed, "dev_accuracy": value}
        for i, seeds in enumerate(accuracies)
        for seed, value in enumerate(seeds)
    ]


def test_every_run_and_seed_is_in_the_table():
    wanted = [(r.question, r.variant, r.recipe.learning_rate, s) for r in RUNS for s in SEEDS]
    assert [(r["question"], r["variant"], r["rate"], r["seed"]) for r in ROWS] == wanted


def test_a_recipe_that_comes_up_twice_is_stored_with_the_same_result():
    found = {}
    for run, row in zip([run for run in RUNS for _ in SEEDS], ROWS, strict=True):
        found.setdefault((run.recipe, row["seed"]), set()).add(str(row["dev_accuracy"]))
    assert all(len(results) == 1 for results in found.values())


def test_a_variant_changes_one_thing_besides_its_rate():
    for run in RUNS:
        recipe = replace(run.recipe, learning_rate=RECIPES["mlp"].learning_rate)
        changed = {k for k, v in vars(RECIPES["mlp"]).items() if vars(recipe)[k] != v}
        assert len(changed - {"optimizer"}) <= 1, run


def test_plain_descent_tuned_reads_more_than_98_1_per_cent():
    rates = by_rate(ROWS, "optimizer")["gradient descent"]
    assert rates[0.5].mean() > 0.981
    assert best(rates) == 0.5


@pytest.mark.parametrize("other", ["gradient descent", "momentum", "RMSProp"])
def test_tuned_adam_is_ahead_by_no_more_than_two_tenths_of_a_point(other):
    points, _ = gain(ROWS, "optimizer", "Adam", other)
    assert 0 < points < 0.25


@pytest.mark.parametrize("question", SWEEPS)
def test_no_best_rate_lies_at_the_end_of_its_sweep(question):
    for variant, rates in by_rate(ROWS, question).items():
        assert min(rates) < best(rates) < max(rates), variant


@pytest.mark.slow
def test_plain_descent_trained_again_is_as_good():
    (run,) = [r for r in RUNS if r.question == "optimizer" and r.recipe.learning_rate == 0.5]
    assert train(Job(run.recipe, 0))["dev_accuracy"] == pytest.approx(0.982, abs=0.003)


def test_a_rate_at_which_a_seed_diverged_never_wins():
    rates = by_rate(made_up([0.9, 0.91], [0.99, NAN], [NAN, NAN]), "q")["v"]
    assert list(rates) == [0.1, 0.2, 0.3]
    assert best(rates) == 0.1


def test_the_table_has_a_row_for_each_run_and_seed_and_nan_for_what_diverged():
    jobs = [Job(run.recipe, seed) for run in RUNS for seed in SEEDS]
    found = {job.key: {"dev_accuracy": 0.5} for job in jobs}
    found[jobs[0].key] = {"dev_accuracy": None, "diverged": "The loss became nan."}
    for job, run, (*names, seed, accuracy) in zip(
        jobs, [run for run in RUNS for _ in SEEDS], rows(found), strict=True
    ):
        assert (*names, seed) == (run.question, run.variant, run.recipe.learning_rate, job.seed)
        assert np.isnan(accuracy) == (job == jobs[0])


def test_the_description_holds_the_best_rate_and_its_mean_and_deviation():
    lines = describe(made_up([0.90, 0.91, 0.92], [0.97, 0.98, 0.99]), "q").splitlines()
    assert lines[0].split() == ["q", "best", "rate", "dev"]
    assert lines[1].split() == ["v", "0.2", "98.00", "±", "1.00"]


def test_a_gain_is_that_of_the_best_rates():
    rows = made_up([0.90, 0.92], [0.95, 0.97])
    rows += [row | {"variant": "w", "dev_accuracy": 0.93 + row["seed"] / 100} for row in rows[:2]]
    points, error = gain(rows, "q", "v", "w")
    assert points == pytest.approx(96 - 93.5)
    assert error == pytest.approx(np.sqrt((2 + 0.5) / 2))
    assert difference(np.array([1.0, 3.0]), np.array([1.0, 1.0])) == pytest.approx((1, 1))


def test_an_unknown_question_is_named():
    with pytest.raises(ValueError, match="question: got 'luck', want one of optimizer, batch"):
        by_rate(ROWS, "luck")


def test_the_pictures_have_their_words():
    assert "diverges" in tuning_curves(ROWS).alt
    assert "Adam" in valleys(ROWS).alt
