"""The stored table of chapter 5: where its rows come from, and that they fit the weights."""

import csv

import pytest

import gap as program
from nnlib import draw_digit
from nnlib.course.ch5 import gap


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


def test_the_table_has_thirty_writers_and_all_their_drawings():
    systems = gap.read_table()
    assert list(systems)[:2] == ["softmax.npz (chapter 2)", "mlp.npz (chapter 3)"]
    for writers in systems.values():
        assert len(writers) == 30
        assert sum(n for n, _ in writers.values()) == 7494
        assert all(0 < read <= n for n, read in writers.values())


def test_shares_and_gains_are_by_writer():
    before = {"Ada": (10, 5), "Bob": (30, 30)}
    after = {"Ada": (10, 9), "Bob": (30, 30)}
    found = gap.shares(before)
    assert found.share == 35 / 40
    assert found.worst == ("Ada", 0.5, 10)
    share, low, high = gap.gain(before, after)
    assert share == pytest.approx(4 / 40)
    assert (low, high) == (0.0, pytest.approx(0.4))  # both may be Bob, or both Ada


def test_the_chart_names_every_system():
    assert "robust.npz" in gap.gap_chart(gap.read_table()).alt


def test_the_command_measures_and_writes(tmp_path, rng, monkeypatch, small):
    for module in (program, gap):
        monkeypatch.setattr(module, "TABLE", tmp_path / "writers.csv")
    monkeypatch.setattr(program, "load_mnist", lambda: small)
    drawings = tmp_path / "drawings.tra"
    digits = rng.integers(0, 10, 40)
    drawings.write_text(unipen(digits.tolist(), rng))
    program.main([str(drawings)], epochs=1)

    with gap.TABLE.open(newline="") as file:
        assert tuple(next(csv.reader(file))) == tuple(gap.FIELDS)
    systems = gap.read_table()
    assert list(systems) == [
        "softmax.npz (chapter 2)",
        "mlp.npz (chapter 3)",
        "distortions alone, 1 epochs",
        "robust.npz",
    ]
    assert all(n == 40 for n, _ in (writers[""] for writers in systems.values()))
    assert systems["robust.npz"][""][1] > 0.8 * 40


def test_the_command_asks_for_the_drawings(capsys):
    with pytest.raises(SystemExit):
        program.main([])
    assert "required: drawings" in capsys.readouterr().err
