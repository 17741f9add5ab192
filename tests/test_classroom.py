"""A class's hand: files merged by writer; nobody is read by a network that knows that hand."""

import numpy as np
import pytest

import nnlib
from nnlib.app.corrections import append_correction
from nnlib.course import ch6, classroom
from nnlib.course.classroom import ClassHand, hand_in, leave_one_writer_out, made_up_class, merge
from nnlib.images.strokes import DrawingError, strokes_to_images


@pytest.fixture
def pads(tmp_path, rng):
    """Two pads' files."""
    for name, digits in (("ada", (1, 2, 3)), ("bob", (4, 5))):
        for digit in digits:
            append_correction(tmp_path / f"{name}.jsonl", digit, nnlib.draw_digit(digit, rng))
    return tmp_path


def test_files_are_merged_and_name_their_writers(pads):
    drawings = merge([pads / "ada.jsonl", pads / "bob.jsonl"])
    assert [(d.writer, d[0]) for d in drawings] == [
        ("ada", 1), ("ada", 2), ("ada", 3), ("bob", 4), ("bob", 5),
    ]  # fmt: skip


def test_two_of_one_name_and_a_damaged_file_are_refused(pads):
    (pads / "other").mkdir()
    (pads / "other" / "ada.jsonl").write_bytes((pads / "ada.jsonl").read_bytes())
    with pytest.raises(ValueError, match="paths: got two files called 'ada'"):
        merge([pads / "ada.jsonl", pads / "other" / "ada.jsonl"])
    (pads / "bob.jsonl").write_text("{\n")
    with pytest.raises(DrawingError, match=r"bob\.jsonl, line 1"):
        merge([pads / "ada.jsonl", pads / "bob.jsonl"])


def test_made_up_writers_have_hands_of_their_own(rng):
    drawings = made_up_class(rng, writers=3, each=11)
    assert [d.writer for d in drawings].count("writer 2") == 11
    assert [d[0] for d in drawings[:11]] == [*range(10), 0]
    first, again = drawings[0][1], drawings[10][1]
    assert len(first) == len(again)  # the same style of zero
    alike = made_up_class(np.random.default_rng(7), writers=3, each=11)
    assert np.array_equal(alike[5][1][0], drawings[5][1][0])


def test_what_made_up_writers_hand_in_is_merged_again(tmp_path, rng):
    drawings = made_up_class(rng, writers=3, each=4)
    files = hand_in(tmp_path, drawings)
    assert [path.name for path in files] == [f"writer {i}.jsonl" for i in (1, 2, 3)]
    merged = merge(files)
    assert [d.writer for d in merged] == [d.writer for d in drawings]
    assert [d[0] for d in merged] == [d[0] for d in drawings]
    assert all(np.array_equal(a[1][0], b[1][0]) for a, b in zip(merged, drawings, strict=True))


def test_made_up_writers_lean_as_they_were_taught(monkeypatch):
    def slants(taught):
        monkeypatch.setattr(classroom, "TAUGHT", taught)
        drawings = made_up_class(np.random.default_rng(0), writers=40, each=2)
        ones = [np.concatenate(d[1]) for d in drawings if d[0] == 1]
        return np.median([np.polyfit(one[:, 1], one[:, 0], 1)[0] for one in ones])

    assert slants(0.6) > slants(0) + 0.4


def test_nobody_is_read_by_a_network_that_learnt_from_him(small, rng, monkeypatch):
    drawings = made_up_class(rng, writers=3, each=5)
    network = nnlib.load_network("weights/mlp.npz")
    before, seen = network.parameters.copy(), []

    def spied(network, images, labels, rehearsed, rng):
        seen.append([image.tobytes() for image in images])
        assert labels.tolist() == [0, 1, 2, 3, 4] * 2
        other = network.copy()
        other.parameters[:] = 0  # which always says 0
        while True:
            yield other

    monkeypatch.setattr(classroom, "steps", spied)
    monkeypatch.setattr(classroom, "rehearsal", lambda data, rng: None)
    found = leave_one_writer_out(network, drawings, small, rng)
    images = [image.tobytes() for image in strokes_to_images(strokes for _, strokes in drawings)]
    assert seen == [images[5:], images[:5] + images[10:], images[:10]]
    assert found.after.tolist() == [True, False, False, False, False] * 3  # each drew 0, 1, 2, 3, 4
    right = nnlib.evaluate_drawings(network, drawings).predictions == [d[0] for d in drawings]
    assert found.before.tolist() == right.tolist()
    assert np.array_equal(network.parameters, before)


def test_the_real_steps_are_taken(small, rng, monkeypatch):
    real = classroom.rehearsal
    monkeypatch.setattr(classroom, "rehearsal", lambda data, rng: real(data, rng, each=20))
    drawings = made_up_class(rng, writers=2, each=10)
    network = nnlib.load_network("weights/mlp.npz")
    found = leave_one_writer_out(network, drawings, small, rng, n_steps=40)
    assert len(found.before) == len(found.after) == 20
    assert "20 drawings by 2 writers" in str(found)


def test_what_makes_no_class_is_refused(small, rng):
    network = nnlib.load_network("weights/mlp.npz")
    with pytest.raises(ValueError, match="drawings: got 1 writer, want drawings by two writers"):
        leave_one_writer_out(network, made_up_class(rng, 1, 3), small, rng)
    with pytest.raises(ValueError, match="n_steps: got 39"):
        leave_one_writer_out(network, made_up_class(rng, 2, 3), small, rng, n_steps=39)


def test_the_hardest_come_first_and_the_gain_has_its_interval():
    before = np.array([True] * 4 + [False, False, True, True] + [False, True, True, True])
    after = np.array([True] * 4 + [True, False, True, True] + [True, True, True, True])
    found = ClassHand(["ada"] * 4 + ["bob"] * 4 + ["eve"] * 4, before, after)
    assert found.hardest(2) == [("bob", 4, 0.5, 0.75), ("eve", 4, 0.75, 1.0)]
    said = str(found)
    assert "before  75.0% (50.0% to 100.0%), worst 50%" in said
    assert "gain    +16.7 points (+0.0 to +25.0)" in said


def test_the_picture_has_a_column_for_each_writer():
    found = ClassHand(["ada"] * 2 + ["bob"] * 2, np.array([True, False] * 2), np.array([True] * 4))
    picture = ch6.writers(found)
    assert picture.png.startswith(b"\x89PNG")
    assert "for each writer" in picture.alt
