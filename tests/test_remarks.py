"""What the pad says to whoever draws: true of each kind of drawing, and silent on real digits."""

import re

import numpy as np
import pytest

from nnlib import draw_digit, draw_other, load_network
from nnlib.app import choices, readings, remarks
from nnlib.app.pipelines import PIPELINES
from nnlib.files import ROOT
from nnlib.images.advice import ADVICE, Finding, diagnose
from nnlib.images.diagnostics import MNIST_TABLE, ROUNDED
from nnlib.images.hands import load_hands


def at(strokes, left, side=100):
    """A drawing made so large, beginning so far from the left."""
    points = np.concatenate(strokes)
    low = points.min(axis=0)
    scale = side / np.ptp(points, axis=0).max()
    return [(stroke - low) * scale + (left, 80) for stroke in strokes]


def test_a_dot_a_line_and_two_digits_are_called_so():
    rng = np.random.default_rng(0)
    two = at(draw_digit(4, rng), 20) + at(draw_digit(2, rng), 160)
    assert "only a dot" in remarks.on_shape([[(50, 50)]])
    assert "only a dot" in remarks.on_shape([[(50, 50), (55, 53)]])
    assert "flat line" in remarks.on_shape([[(50, 50), (150, 60)]])
    assert "two digits" in remarks.on_shape(two)
    assert remarks.on_shape([[(50, 50), (52, 150)]]) == ""


def test_hardly_a_real_digit_is_called_anything():
    called = [remarks.on_shape(strokes) for _, strokes in load_hands("digits-dev")]
    assert sum(map(bool, called)) <= 2


def test_two_real_digits_are_nearly_always_two():
    digits, rng = load_hands("digits-dev"), np.random.default_rng(0)
    pairs = [
        [at(digits[i][1], 0), digits[j][1]] for i, j in rng.integers(len(digits), size=(200, 2))
    ]
    pairs = [one + at(two, np.concatenate(one)[:, 0].max() + 20) for one, two in pairs]
    assert np.mean(["two digits" in remarks.on_shape(pair) for pair in pairs]) > 0.9


def test_a_scribble_is_called_so_and_a_letter_is_not():
    rng = np.random.default_rng(0)
    scribbles = [draw_other(rng, "scribble") for _ in range(100)]
    for repair in ("", "It is small"):  # which makes no digit of it
        said = [remarks.on_unknown(strokes, repair) for strokes in scribbles]
        assert np.mean(["scribble" in words for words in said]) > 0.5
    letters = [strokes for _, strokes in load_hands("letters-dev")[:500]]
    assert np.mean(["scribble" in remarks.on_unknown(strokes) for strokes in letters]) < 0.02


def test_each_repair_leads_to_the_button_that_repairs_it():
    strokes = [np.array([(20, 15), (52, 16), (42, 32), (30, 62)])]  # a small 7 in the corner
    said = [
        remarks.on_repair(diagnose(pipeline(strokes, 18)), name)
        for name, pipeline in PIPELINES.items()
    ]
    assert said == [
        "It is small for this network: press “+ box”.",
        "It is off the middle for this network: press “+ centre of mass”.",
        "",
        "",
    ]


def test_of_two_findings_the_first_is_said_that_is_not_repaired_yet():
    both = [Finding("size", 5.0, 18.0, 20.0, ""), Finding("centre_offset", 9.0, 0.0, 1.0, "")]
    said = [remarks.on_repair(both, pipeline) for pipeline in list(PIPELINES)[:2]]
    assert said == [
        "It is small for this network: press “+ box”.",
        "It is off the middle for this network: press “+ centre of mass”.",
    ]


def test_no_button_is_named_that_does_not_help():
    last = list(PIPELINES)[-1]
    for name in ADVICE:
        for value in (-1.0, 9.0):
            assert remarks.on_repair([Finding(name, value, 0.0, 1.0, "")], last) == ""
    assert remarks.REPAIRS.keys() <= ADVICE.keys()


def test_the_weights_notes_say_what_the_readme_says():
    results = (ROOT / "README.md").read_text(encoding="utf-8").replace("\u00a0", " ")
    for name, (_, share) in choices.WEIGHTS.items():
        row = re.search(rf"^\| `{name}`.*$", results, re.M)[0]
        assert f"| {share:.2f} % (" in row
        note = choices.weights_note(name, load_network(f"weights/{name}.npz"))
        assert note.startswith(f"{name}: ")
        assert re.search(r"[\d,]+ numbers", note)[0].removesuffix(" numbers") in row
        assert f"reads {share:.0f} % of new hands" in note


def test_every_choice_has_its_note():
    assert choices.PIPELINE_NOTES.keys() == PIPELINES.keys()
    for name, note in choices.PIPELINE_NOTES.items():
        assert note.startswith(name)


@pytest.mark.parametrize(
    ("share", "shown"),
    [(1.0, "&gt; 99.9 %"), (0.9992, "&gt; 99.9 %"), (0.9988, "99.9 %"), (0.5, "50.0 %"),
     (0.0011, "0.1 %"), (0.0009, "&lt; 0.1 %"), (0.0, "&lt; 0.1 %")],
)  # fmt: skip
def test_nothing_is_quite_certain(share, shown):
    assert f"<td>{shown}</td>" in readings.bars(np.array([share] + [0.0] * 9))


def test_what_is_in_the_band_is_not_flagged_and_what_is_beside_it_is():
    for name, row in MNIST_TABLE.items():
        low, high = row[0], row[-1]
        for value in np.linspace(low - 0.4 * (high - low), high + 0.4 * (high - low), 50):
            if min(abs(value - low), abs(value - high)) < 2 * ROUNDED:
                continue
            values = dict.fromkeys(MNIST_TABLE, np.array([np.nan])) | {name: np.array([value])}
            html = readings.measures(values)
            (mark,) = map(float, re.findall(r'class="mark" style="left:([\d.]+)%', html))
            scale = html[: html.index('class="mark"')].rpartition("usual")[2]
            left, width = map(float, re.findall(r"(?:left|width):([\d.]+)%", scale))
            inside = left - 0.1 <= mark <= left + width + 0.1
            assert inside == ("class=outside" not in html), f"{name} {value}"
