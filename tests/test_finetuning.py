"""Fine-tuning: one hand is learnt, the others are not forgotten, the original stays."""

import numpy as np
import pytest

import nnlib
from nnlib.app import finetuning, gate
from nnlib.images.strokes import strokes_to_images
from nnlib.losses import NO_CLASS


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


@pytest.fixture
def few(monkeypatch):
    """Few steps, and little to rehearse and to watch."""
    monkeypatch.setattr(finetuning, "STEPS", 40)
    monkeypatch.setattr(gate, "N_DRAWN", 100)
    made = finetuning.rehearsal
    monkeypatch.setattr(finetuning, "rehearsal", lambda data, rng: made(data, rng, each=400))


def test_what_is_rehearsed_is_all_that_was_taught(small, rng):
    rehearsed = finetuning.rehearsal(small, rng, each=40)
    assert len(rehearsed) == 4 * 40
    assert np.count_nonzero(rehearsed.labels == NO_CLASS) == 40
    assert set(rehearsed.labels[:120]) == set(range(10))


def test_one_hand_is_learnt_and_the_others_are_not_forgotten(robust, mnist, few):
    before = robust.parameters.copy()
    tuned, n_steps = finetuning.fine_tune(robust, hand(120, 1), mnist, np.random.default_rng(0))
    np.testing.assert_array_equal(robust.parameters, before)
    assert not np.shares_memory(tuned.layers[0].W, robust.layers[0].W)
    assert np.shares_memory(tuned.layers[0].W, tuned.parameters)
    assert n_steps == 40
    assert tuned.temperature != robust.temperature  # fitted again

    others = hand(200, 2)  # which it was not taught
    old, new = (nnlib.evaluate_drawings(n, others).accuracy for n in (robust, tuned))
    assert new > old + 0.03
    watched = gate.watch_list(mnist, "choose")
    assert not gate.spoilt(gate.measures(robust, watched), gate.measures(tuned, watched))


def test_if_everything_else_is_spoilt_nothing_is_taken(robust, mnist, few, monkeypatch):
    monkeypatch.setattr(gate, "MAY_LOSE", -1.0)
    tuned, n_steps = finetuning.fine_tune(robust, hand(10, 1), mnist, np.random.default_rng(0))
    assert n_steps == 0
    np.testing.assert_array_equal(tuned.parameters, robust.parameters)


def test_the_same_seed_gives_the_same_network(robust, small):
    rehearsed = finetuning.rehearsal(small, np.random.default_rng(1), each=10)
    own, labels = strokes_to_images(strokes for _, strokes in hand(5, 1)), np.arange(5)
    tuned = [
        next(finetuning.steps(robust, own, labels, rehearsed, np.random.default_rng(3)))
        for _ in range(2)
    ]
    assert tuned[0].parameters.tobytes() == tuned[1].parameters.tobytes()


@pytest.mark.parametrize("drawings", [[], hand(1, 1)])
def test_with_too_few_drawings_there_is_nothing_to_learn(drawings, robust, small):
    with pytest.raises(ValueError, match=r"drawings: got \d, want at least two"):
        finetuning.fine_tune(robust, drawings, small, np.random.default_rng(0))


def test_the_two_watch_lists_share_no_image(small, monkeypatch):
    monkeypatch.setattr(gate, "N_DRAWN", 20)
    lists = [gate.watch_list(small, part) for part in ("choose", "gate")]
    for name in ("MNIST", "real hands", "the pen's styles"):  # many a letter is one plain stroke
        some, others = ({image.tobytes() for image in watched[name].images} for watched in lists)
        assert some
        assert not some & others, name
    with pytest.raises(ValueError, match="part: got 'test', want one of"):
        gate.watch_list(small, "test")


def test_the_gate_says_what_it_checked():
    before = {"MNIST": 0.99, "letters refused": 0.9}
    assert gate.spoilt(before, {"MNIST": 0.982, "letters refused": 0.9}) == []
    after = {"MNIST": 0.992, "letters refused": 0.885}
    assert gate.spoilt(before, after) == ["letters refused"]
    text = gate.report(before, after)
    assert "stays closed: letters refused" in text
    assert "opens" in gate.report(before, before)


def test_half_of_every_batch_is_rehearsed_as_it_is(robust, small, monkeypatch):
    rehearsed, seen = finetuning.rehearsal(small, np.random.default_rng(1), each=10), []
    distort = finetuning.distort
    monkeypatch.setattr(finetuning, "distort", lambda *args: seen.append(args[0]) or distort(*args))
    monkeypatch.setattr(finetuning, "STEPS", finetuning.EVERY)
    own = strokes_to_images(strokes for _, strokes in hand(5, 1))
    next(finetuning.steps(robust, own, np.arange(5), rehearsed, np.random.default_rng(3)))
    assert len(seen) == finetuning.EVERY
    known = {(image / np.float32(255)).tobytes() for image in rehearsed.images}
    mine = {image.tobytes() for image in own}
    for batch in seen:
        assert len(batch) == 64
        assert {image.tobytes() for image in batch[:32]} <= mine
        assert {image.tobytes() for image in batch[32:]} <= known


@pytest.mark.slow
def test_an_exploding_rate_leaves_no_network_that_is_not_finite(robust, mnist, few, monkeypatch):
    monkeypatch.setattr(finetuning, "RATE", 1e38)
    with pytest.raises(FloatingPointError, match="training has diverged"):
        finetuning.fine_tune(robust, hand(4, 1), mnist, np.random.default_rng(0))
