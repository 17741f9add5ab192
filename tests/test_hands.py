"""Real hands: whole writers to train or to choose with, and none of them in both."""

import gzip

import numpy as np
import pytest

from nnlib.images import hands
from nnlib.images.hands import LIKE_A_DIGIT, SHA256, SINGLE_STROKES, load_hands, strangers
from nnlib.images.strokes import DrawingError, strokes_to_images


def test_no_writer_is_in_two_parts():
    writers = {name: {d.writer for d in load_hands(name)} for name in SHA256}
    assert not writers["digits-train"] & writers["digits-dev"]
    assert not writers["digits-train"] & writers["letters-dev"]
    assert not writers["letters-train"] & writers["letters-dev"]
    assert not writers["letters-train"] & writers["digits-dev"]
    assert min(map(len, writers.values())) >= 80


@pytest.mark.parametrize(("name", "least"), [("digits-train", 8000), ("digits-dev", 1900)])
def test_digits_are_digits_by_people_of_six_institutions(name, least):
    drawings = load_hands(name)
    assert len(drawings) > least
    assert {label for label, _ in drawings} == set(range(10))
    institutions = {drawing.writer.partition("/")[0] for drawing in drawings}
    assert institutions == {"aga", "apa", "apb", "app", "ced", "syn"}


def test_letters_are_no_digits_and_those_trained_on_are_not_built_like_one():
    letters = load_hands("letters-train")
    labels = {label for label, _ in letters}
    assert not labels & set("0123456789")
    assert labels > LIKE_A_DIGIT | SINGLE_STROKES
    kept = [strokes for label, strokes in letters if label not in LIKE_A_DIGIT | SINGLE_STROKES]
    trained = strangers("train")
    assert len(trained) == len(kept) < len(letters)
    assert all(np.array_equal(a[0], b[0]) for a, b in zip(trained, kept, strict=True))


def test_y_points_down():
    sevens = [strokes for label, strokes in load_hands("digits-dev") if label == 7]
    images = strokes_to_images(sevens)
    halves = images[:, :14].sum(axis=(1, 2)), images[:, 14:].sum(axis=(1, 2))
    assert np.mean(halves[0] > halves[1]) > 0.6  # the bar is on top


def test_another_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(hands, "DATA_FOLDER", tmp_path)
    with pytest.raises(FileNotFoundError):
        load_hands("digits-dev")
    path = tmp_path / "digits-dev.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"writer":"x","label":1,"strokes":[[[0,0],[0,9]]]}'))
    with pytest.raises(DrawingError, match=r"digits-dev\.jsonl\.gz: is not the file that belongs"):
        load_hands("digits-dev")
    with pytest.raises(ValueError, match="name: got 'digits', want one of digits-train"):
        load_hands("digits")
