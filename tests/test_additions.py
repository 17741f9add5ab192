"""The stored table of what each part of the training set buys, and the program that measures it."""

from dataclasses import replace
from itertools import pairwise

import pytest

import additions as program
from nnlib.course.ch5 import additions


def test_each_row_has_one_thing_more():
    recipes = list(program.STEPS.values())
    assert recipes[-1] == program.FULL
    changed = [
        {name for name in vars(a) if vars(a)[name] != vars(b)[name]} for a, b in pairwise(recipes)
    ]
    assert changed == [{"drawings", "others"}, {"hands"}, {"distortion"}]


def test_the_stored_table_is_the_program_s():
    rows = additions.read_table()
    assert [row["training_set"] for row in rows] == list(program.STEPS)
    assert {row["epochs"] for row in rows} == {program.EPOCHS}
    for row in rows:
        assert 0.9 < row["low"] < row["hands"] < row["high"] < 1


def test_the_command_measures_and_writes(tmp_path, monkeypatch, small):
    for module in (program, additions):
        monkeypatch.setattr(module, "TABLE", tmp_path / "additions.csv")
    monkeypatch.setattr(program, "load_mnist", lambda: small)
    recipe = replace(program.BARE, epochs=2)
    monkeypatch.setattr(program, "STEPS", {"only this": recipe})
    program.main()
    (row,) = additions.read_table()
    assert row["training_set"] == "only this"
    assert 0.1 < row["hands"] < 0.9
    assert row["low"] == pytest.approx(row["hands"], abs=0.2)
