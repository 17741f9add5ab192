"""The stored table of chapter 5: where its rows come from, and that they fit the weights."""

import csv

import numpy as np
import pytest

import gap as program
from nnlib import draw_digit, load_checkpoint
from nnlib.course.ch5 import gap

WEIGHTS = {
    "softmax.npz (chapter 2)": "softmax",
    "mlp.npz (chapter 3)": "mlp",
    "robust.npz": "robust",
}


def unipen(digits, rng):
    """Drawings of the synthetic pen as a UNIPEN file's text."""
    lines = []
    for digit in digits:
        lines.append(f'.SEGMENT DIGIT 0-1 ? "{digit}"')
        for stroke in draw_digit(digit, rng):
            lines.append(".PEN_DOWN")
            lines += [f"{x:.0f} {500 - y:.0f}" for x, y in stroke]
            lines.append(".PEN_UP")
    return "\n".join(lines)


def test_who_measured_what():
    rows = gap.read_table()
    cited = [row for row in rows if row["measured_by"] == "cited"]
    assert [(r["system"], r["accuracy"], r["test_accuracy"]) for r in cited] == list(program.CITED)
    assert {(r["writers"], r["drawings"]) for r in cited} == {(14, 3498)}
    ours = [row for row in rows if row["measured_by"] == program.OURS]
    assert {(r["writers"], r["drawings"]) for r in ours} == {(30, 7494)}
    assert rows == cited + ours


def test_the_table_is_of_the_weights_in_the_repository():
    rows = {row["system"]: row for row in gap.read_table()}
    for system, name in WEIGHTS.items():
        record = load_checkpoint(f"weights/{name}.npz").record
        assert rows[system]["test_accuracy"] == pytest.approx(record["test_accuracy"], abs=3e-4)


def test_the_command_measures_and_writes(tmp_path, rng, monkeypatch, small):
    for module in (program, gap):
        monkeypatch.setattr(module, "TABLE", tmp_path / "robust.csv")
    monkeypatch.setattr(program, "load_mnist", lambda: small)
    drawings = tmp_path / "drawings.tra"
    digits = rng.integers(0, 10, 40)
    drawings.write_text(unipen(digits.tolist(), rng))
    program.main([str(drawings)], epochs=1)

    with gap.TABLE.open(newline="") as file:
        assert tuple(next(csv.reader(file))) == tuple(gap.FIELDS)
    rows = gap.read_table()
    assert [row["system"] for row in rows[len(program.CITED) :]] == [
        "softmax.npz (chapter 2)",
        "mlp.npz (chapter 3)",
        "distortions alone, 1 epochs",
        "robust.npz",
    ]
    for row in rows[len(program.CITED) :]:
        assert row["drawings"] == 40
        assert 0 <= row["accuracy"] <= 1
    assert rows[-1]["accuracy"] > 0.8
    assert np.isclose(rows[-1]["accuracy"] * 40 % 1, 0)


def test_the_command_asks_for_the_drawings(capsys):
    with pytest.raises(SystemExit):
        program.main([])
    assert "required: drawings" in capsys.readouterr().err
