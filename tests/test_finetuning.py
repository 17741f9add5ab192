"""Fine-tuning: one hand is learnt, the others are not forgotten, the original stays."""

import numpy as np
import pytest

import nnlib
from nnlib.app.finetuning import fine_tune


def hand(n, seed):
    """Somebody whose digits lean far back."""
    rng = np.random.default_rng(seed)
    leaning = np.array([[1, 0], [1, 1]])
    digits = rng.integers(0, 10, n)
    return [
        (int(digit), [stroke @ leaning for stroke in nnlib.draw_digit(int(digit), rng)])
        for digit in digits
    ]


@pytest.fixture(scope="module")
def robust():
    return nnlib.load_network("weights/robust.npz")


def test_one_hand_is_learnt_and_the_others_are_not_forgotten(robust, mnist):
    before = robust.parameters.copy()
    tuned = fine_tune(robust, hand(60, 1), mnist.train, np.random.default_rng(0))
    np.testing.assert_array_equal(robust.parameters, before)
    assert not np.shares_memory(tuned.layers[0].W, robust.layers[0].W)
    assert np.shares_memory(tuned.layers[0].W, tuned.parameters)

    others = hand(200, 2)  # which it was not taught
    old, new = (nnlib.evaluate_drawings(n, others).accuracy for n in (robust, tuned))
    assert new > old + 0.03
    test = [nnlib.evaluate(n, mnist.test).accuracy for n in (robust, tuned)]
    assert test[1] > test[0] - 0.02
    assert (tuned.temperature, tuned.familiarity_threshold) == (
        robust.temperature,
        robust.familiarity_threshold,
    )


def test_the_same_seed_gives_the_same_network(robust, small):
    tuned = [
        fine_tune(robust, hand(5, 1), small.train, np.random.default_rng(3), steps=3)
        for _ in range(2)
    ]
    assert tuned[0].parameters.tobytes() == tuned[1].parameters.tobytes()


def test_without_drawings_there_is_nothing_to_learn(robust, small):
    with pytest.raises(ValueError, match="drawings: got none, want at least one"):
        fine_tune(robust, [], small.train, np.random.default_rng(0))
