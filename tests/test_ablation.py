"""The stored ablation: it is complete, and a part of it comes out the same again."""

from dataclasses import replace

import numpy as np
import pytest

import ablation
from ablation import SEEDS, train
from nnlib import RECIPES, History, evaluate
from nnlib.course.ch3.ablation import VARIANTS, describe, read_table, summarise

ROWS = read_table()


def test_every_variant_and_seed_is_in_the_table():
    runs = [(row["question"], row["variant"], row["seed"]) for row in ROWS]
    assert runs == [(v.question, v.name, seed) for v in VARIANTS for seed in SEEDS]


def test_every_question_has_the_recipe_itself_among_its_variants():
    for question in {variant.question for variant in VARIANTS}:
        (recipe,) = [s for s in summarise(ROWS, question) if s.is_recipe]
        assert len(recipe.dev_accuracies) == len(SEEDS)
    stored = {
        s.dev_accuracies for v in VARIANTS for s in summarise(ROWS, v.question) if s.is_recipe
    }
    assert len(stored) == 1


def test_a_variant_changes_one_thing():
    for variant in VARIANTS:
        changed = [
            name
            for name, value in vars(RECIPES["mlp"]).items()
            if getattr(variant.recipe, name) != value
        ]
        changed += ["weight_scale"] * (variant.weight_scale != 1)
        changed += ["bias_correction"] * (not variant.bias_correction)
        assert len(changed) == (not variant.is_recipe), variant.name


@pytest.mark.slow
@pytest.mark.parametrize("name", ["784-10", "784-32-10"])
def test_a_cheap_row_comes_out_the_same_again(mnist, name):
    (variant,) = [variant for variant in VARIANTS if variant.name == name]
    (row,) = [row for row in ROWS if (row["variant"], row["seed"]) == (name, 0)]
    network, _ = train(variant, mnist, seed=0)
    assert evaluate(network, mnist.dev).accuracy == pytest.approx(row["dev_accuracy"], abs=0.005)


def test_the_description_holds_means_and_deviations():
    line = describe(ROWS, "depth and width").splitlines()[1]
    dev = [100 * row["dev_accuracy"] for row in ROWS if row["variant"] == "784-10"]
    assert line.startswith("784-10 ")
    assert f"{np.mean(dev):.2f} ± {np.std(dev, ddof=1):.2f}" in line


def test_an_unknown_question_is_named():
    with pytest.raises(ValueError, match="question: got 'luck', want one of depth and width"):
        summarise(ROWS, "luck")


def test_a_row_trained_twice_gives_the_same_bits(small):
    (variant,) = [variant for variant in VARIANTS if variant.name == "784-32-10"]
    short = replace(variant, recipe=replace(variant.recipe, epochs=2))
    one, two = (train(short, small, seed=0)[0] for _ in range(2))
    assert one.sizes == (784, 32, 10)
    assert one.parameters.tobytes() == two.parameters.tobytes()


@pytest.mark.parametrize("name", ["He × 0.001", "He × 3", "He"])
def test_a_variants_weights_begin_scaled(small, name, monkeypatch):
    (variant,) = [variant for variant in VARIANTS if variant.name == name]
    begun = []

    def fit(network, *_, **__):
        begun.append(network.weights.copy())
        return History()

    monkeypatch.setattr(ablation, "fit", fit)
    train(variant, small, seed=1)
    plain = RECIPES["mlp"].build_network(np.random.default_rng(1)).weights
    np.testing.assert_allclose(begun[0], plain * float(name.split()[-1] if "×" in name else 1))
