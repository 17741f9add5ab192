"""The stored table of what each part of the training buys, and the program that measures it."""

from dataclasses import replace
from itertools import pairwise

import pytest

import additions as program
from nnlib import load_checkpoint
from nnlib.course.ch5 import additions


def test_each_row_has_one_thing_more():
    recipes = list(program.STEPS.values())
    assert recipes[-1] == program.FULL
    changed = [
        {name for name in vars(a) if vars(a)[name] != vars(b)[name]} for a, b in pairwise(recipes)
    ]
    assert changed == [{"drawings"}, {"others"}, {"hands"}, {"distortion"}]


def test_the_stored_table_is_the_program_s():
    rows = additions.read_table()
    stored = load_checkpoint("weights/robust.npz").record["recipe"]
    longer = [(name, 3, stored["epochs"]) for name in (program.LONGER, program.LOOKS)]
    short = [(name, len(program.SEEDS), program.EPOCHS) for name in program.STEPS]
    assert [(row["training"], row["seeds"], row["epochs"]) for row in rows] == short + longer
    for row in rows:
        assert 0.9 < row["low"] < row["hands"] < row["high"] < 1
    for before, row in pairwise(rows):
        assert row["gain"] == pytest.approx(row["hands"] - before["hands"], abs=2e-4)
        assert row["gain_low"] <= row["gain"] <= row["gain_high"]


def test_the_command_measures_and_writes(tmp_path, monkeypatch, small):
    for module in (program, additions):
        monkeypatch.setattr(module, "TABLE", tmp_path / "additions.csv")
    monkeypatch.setattr(program, "load_mnist", lambda: small)
    recipe = replace(program.BARE, epochs=2)
    monkeypatch.setattr(program, "STEPS", {"only this": recipe})
    monkeypatch.setattr(program, "SEEDS", (0, 1))
    program.main(["weights/robust.npz"])
    row, longer, looks = additions.read_table()
    assert (row["training"], row["seeds"], row["gain"]) == ("only this", 2, 0)
    assert 0.1 < row["hands"] < 0.9
    assert row["low"] == pytest.approx(row["hands"], abs=0.2)
    assert row["between_seeds"] > 0
    assert longer["hands"] > 0.9  # these two are the stored weights', twice
    assert (longer["seeds"], longer["between_seeds"]) == (2, 0)
    assert looks["gain"] == pytest.approx(looks["hands"] - longer["hands"], abs=2e-4)


def test_weights_of_another_recipe_are_refused(small):
    with pytest.raises(ValueError, match="want weights of the stored weights' recipe"):
        next(program.networks(small, ["weights/mlp.npz"]))
