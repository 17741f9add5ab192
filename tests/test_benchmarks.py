"""The benchmarks run, and their table says what was measured. No clock in here."""

import json
import os
import signal
import subprocess
import sys
import threading

import numpy as np
import pytest

from benchmarks import machine, report
from benchmarks.contestants import CONTESTANTS
from nnlib import training
from nnlib.files import ROOT

sys.path.insert(0, str(ROOT / "tools" / "benchmarks"))
import speedrun

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
        "nnlib, two threads",
        "robust",
        "softmax",
        "the original's algorithm",
        "matrix products alone",
    ],
)
def test_a_contestant_trains(name, small, monkeypatch):
    monkeypatch.setattr(training, "_blas_threads", training._blas_threads)  # put back at the end
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


def test_an_environment_that_decides_for_the_machine_is_said_loudly():
    assert machine.warning({}) == ""
    said = machine.warning({"OPENBLAS_CORETYPE": "Haswell"})
    assert "OPENBLAS_CORETYPE=Haswell is set" in said
    assert "NOT the machine's own" in said
    assert "env -u OPENBLAS_CORETYPE" in said
    overruled = RESULTS["machine"] | {"overrides": {"OMP_NUM_THREADS": "1"}}
    assert "OMP_NUM_THREADS=1 is set" in report.describe(overruled)
    assert "is set" not in report.describe(RESULTS["machine"] | {"overrides": {}})


def test_the_second_table_holds_busy_against_quiet():
    busy = [
        {"what": "nnlib", "unit": "s", "ours": 1.2, "peer": "quiet", "theirs": 0.5}
        | {"ratio": 2.4, "goal": 2.0, "met": False}
    ]
    table = report.markdown(RESULTS | {"busy": busy})
    assert table.startswith(report.markdown(RESULTS))
    assert "| nnlib | 1.20 s | 0.500 s | 2.40 | ≤ 2.00: **missed** |" in table


OLD = {"seconds": 2.0, "test": [0.98]}


@pytest.mark.parametrize(
    ("new", "old", "verdict"),
    [
        ({"seconds": 1.0, "test": [0.98, 0.969]}, OLD, "no: a seed reaches only 96.90%"),
        ({"seconds": 9.0, "test": [0.98, 0.97]}, None, "record: the first"),
        ({"seconds": 1.97, "test": [0.98]}, OLD, "no: 1.97 s"),
        ({"seconds": 1.96, "test": [0.98]}, OLD, "record: 1.96 s"),
    ],
)
def test_a_record_is_faster_with_every_seed_at_the_target(new, old, verdict):
    assert speedrun.judge("97", new, old).startswith(verdict)


def test_the_table_of_records_is_that_of_the_file():
    readme = speedrun.README.read_text("utf-8")
    stored = json.loads(speedrun.RECORDS.read_text("utf-8")) if speedrun.RECORDS.exists() else {}
    assert speedrun.filled(readme, stored) == readme
    row = {"entry": "e.py", "seconds": 1.5, "test": [0.98, 0.975], "machine": RESULTS["machine"]}
    assert "| ≥ 97 % | 1.50 | 97.50% of 2 | `e.py` | a processor, a library" in speedrun.filled(
        readme, {"97": row}
    )
    for target, row in stored.items():
        assert min(row["test"]) >= float(target) / 100
        assert len(row["test"]) >= 5


def test_a_killed_benchmark_leaves_no_busy_neighbour_behind():
    hold = (
        "import time\nfrom benchmarks.run import neighbours\n"
        "with neighbours(1): print(flush=True), time.sleep(60)"
    )
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tools"), str(ROOT / "tools" / "benchmarks")])
    env, output = os.environ | {"PYTHONPATH": paths}, subprocess.PIPE
    command = [sys.executable, "-c", hold]
    benchmark = subprocess.Popen(command, env=env, stdout=output, start_new_session=True)
    benchmark.stdout.readline()
    benchmark.kill()
    # The neighbour has the same output, which ends when all who can write to it have ended.
    rest = threading.Thread(target=benchmark.stdout.read, daemon=True)
    rest.start()
    rest.join(60)
    still_there = rest.is_alive()
    if still_there and hasattr(os, "killpg"):
        os.killpg(benchmark.pid, signal.SIGKILL)
    benchmark.wait()
    assert not still_there
