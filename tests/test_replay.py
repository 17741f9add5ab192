"""Old weights against new ones on the same drawings, and what is kept with a correction."""

import json

import numpy as np
import pytest

import nnlib
from nnlib.app.corrections import append_correction
from nnlib.app.replay import Change, chance, circumstances, fingerprint, replay
from nnlib.images.drawings import read_json_lines

STROKES = [np.array([(40.0, 60.0), (150.0, 70.0), (120.0, 200.0)])]


class Says:
    """A network that gives these answers."""

    def __init__(self, *answers):
        self.answers = answers

    def predict(self, images, views):
        assert views
        return np.eye(10)[list(self.answers)]


def test_what_is_newly_right_and_newly_wrong():
    drawings = [(digit, STROKES) for digit in (1, 2, 3, 4, 5)]
    found = replay(Says(1, 7, 3, 9, 6), Says(1, 2, 8, 9, 0), drawings)
    assert found.n == 5
    assert found.newly_right == [Change(2, 2, 7, 2)]
    assert found.newly_wrong == [Change(3, 3, 3, 8)]
    assert found.still_wrong == [Change(4, 4, 9, 9), Change(5, 5, 6, 0)]
    assert "drawing 3: a 3, 3 → 8" in str(found)
    assert "as uneven in 100.0% of cases" in str(found)


@pytest.mark.parametrize(
    ("right", "wrong", "share"),
    [(0, 0, 1), (1, 1, 1), (1, 0, 1), (4, 0, 1 / 8), (0, 4, 1 / 8), (8, 1, 20 / 512)],
)
def test_a_coin_would_share_out_the_changes_so_unevenly(right, wrong, share):
    assert chance(right, wrong) == pytest.approx(share)
    assert chance(2000, 1700) < 1e-5 < chance(1880, 1820)  # numbers that no float holds


def test_a_long_list_is_cut():
    n = 30
    found = replay(Says(*[1] * n), Says(*[2] * n), [(1, STROKES)] * n)
    assert "and 10 more" in str(found)


def test_a_fingerprint_is_of_all_that_was_learnt(rng):
    network = nnlib.Network((784, 10), rng)
    first = fingerprint(network)
    assert fingerprint(network.copy()) == first
    network.temperature *= 1.01
    assert fingerprint(network) != first


def test_the_circumstances_are_kept_and_read_over(tmp_path, rng):
    network = nnlib.Network((784, 10), rng)
    image = nnlib.strokes_to_image(STROKES)
    kept = circumstances(network, image, network.predict(image)[0], "+ thickness", 18)
    assert kept["weights"] == fingerprint(network)
    assert kept["answer"] == network.predict(image)[0].argmax()
    assert kept["findings"] == []
    path = tmp_path / "mine.jsonl"
    append_correction(path, 7, STROKES, kept)
    assert json.loads(path.read_text())["reading"] == kept
    ((label, _),) = read_json_lines(path)
    assert label == 7


@pytest.fixture(scope="module")
def hard():
    """Real drawings that chapter 3's network misreads: what the robust one was made for."""
    mlp = nnlib.load_network("weights/mlp.npz")
    drawings = nnlib.images.hands.load_hands("digits-dev")
    images = nnlib.images.strokes.strokes_to_images(strokes for _, strokes in drawings)
    labels = np.array([label for label, _ in drawings])
    wrong = mlp.predict(images).argmax(axis=1) != labels
    return [drawings[i] for i in np.flatnonzero(wrong)]


def test_the_shipped_weights_read_what_they_were_made_for(hard):
    mlp, robust = (nnlib.load_network(f"weights/{name}.npz") for name in ("mlp", "robust"))
    found = replay(mlp, robust, hard)
    assert len(hard) > 50
    assert len(found.newly_right) > 0.6 * len(hard)  # several looks help the old one, too
    assert len(found.still_wrong) < 0.2 * len(hard)
    assert len(found.newly_wrong) <= 2


def test_the_pad_keeps_what_it_said(tmp_path):
    pad = nnlib.DigitPad(corrections="mine.jsonl")
    pad._correcting._path = tmp_path / "mine.jsonl"
    pad.pen_down(60, 60)
    for x, y in ((110, 40), (150, 70), (140, 110), (95, 130), (150, 150), (120, 230), (60, 205)):
        pad.pen_move(x, y)
    pad.pen_up()
    pad.correct(8)
    entry = json.loads((tmp_path / "mine.jsonl").read_text())
    assert entry["label"] == 8
    assert str(entry["reading"]["answer"]) == pad.prediction
    assert entry["reading"]["weights"] == fingerprint(pad.network)
    assert entry["reading"]["pipeline"] == "+ thickness"
    assert entry["reading"]["pen"] == pad.pen
