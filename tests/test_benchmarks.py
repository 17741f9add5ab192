"""The benchmarks run, and their table says what was measured. No clock in here."""

import json

import numpy as np
import pytest

from benchmarks import report
from benchmarks.contestants import CONTESTANTS

RESULTS = {
    "machine": {
        "processor": "a processor",
        "cores": 4,
        "threads": 2,
        "system": "a system",
        "python": "3.11",
        "versions": {"numpy": "2.0", "jax": None},
        "blas": "a library",
        "date": "2026-01-01",
    },
    "rows": [
        {"what": "training epoch", "unit": "s", "ours": 0.5, "peer": "A", "theirs": 2.0}
        | {"ratio": 0.25, "goal": 0.7, "met": True},
        {"what": "training epoch", "unit": "s", "ours": 0.5, "peer": "B", "theirs": 0.4}
        | {"ratio": 1.25, "goal": 0.7, "met": False},
        {"what": "importing", "unit": "s", "ours": 0.12345, "goal": 0.15, "met": True},
        {"what": "memory", "unit": "MB", "ours": 12345.6},
    ],
    "growth": {
        kind: {"values": [8, 80], "seconds_per_image": {"nnlib": [1e-5, 2e-5], "A": [3e-5, 4e-5]}}
        for kind in report.AXES
    },
}


@pytest.mark.parametrize(
    "name",
    [
        "nnlib",
        "nnlib, one thread",
        "robust",
        "softmax",
        "the original's algorithm",
        "matrix products alone",
    ],
)
def test_a_contestant_trains(name, small):
    images = small.train.images.reshape(len(small.train), -1)
    epoch = CONTESTANTS[name](images, small.train.labels, (784, 16, 10), 128)
    before = images.copy()
    epoch()
    epoch()
    np.testing.assert_array_equal(images, before)


def test_the_table_says_what_is_met_and_what_is_missed():
    first, second, third, fourth = (report.cells(row) for row in RESULTS["rows"])
    assert first == ["training epoch", "0.500 s", "A: 2.00 s", "0.25", "≤ 0.70: met"]
    assert second[3:] == ["1.25", "≤ 0.70: **missed**"]
    assert third == ["importing", "0.123 s", "", "", "≤ 0.15 s: met"]
    assert fourth == ["memory", "12,346 MB", "", "", ""]
    table = report.markdown(RESULTS)
    assert table.count("\n| ") == len(RESULTS["rows"])
    assert "2 of 4 cores" in table
    assert "jax" not in table


def test_every_chart_has_its_words():
    pictures = {"epoch": report.epoch(RESULTS), **report.growth(RESULTS)}
    assert set(pictures) == {"epoch", *report.AXES}
    for picture in pictures.values():
        assert "nnlib" in picture.alt
        assert "A" in picture.alt


def test_what_is_stored_belongs_together():
    for path in [report.RESULTS] if report.RESULTS.exists() else []:
        stored = json.loads(path.read_text(encoding="utf-8"))
        assert stored["table"] == report.markdown(stored)
        for row in stored["rows"]:
            if "goal" in row and "test" not in row:
                value = row["ratio"] if "peer" in row else row["ours"]
                assert row["met"] == (value <= row["goal"]), row
        names = {path.stem for path in report.IMAGES.glob("speed-*.png")}
        assert names == {"speed-epoch", *(f"speed-{kind}" for kind in stored["growth"])}
