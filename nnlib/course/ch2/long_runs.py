"""Stored runs: one linear layer's weights on the way and 200 passes of Adam, and three layers."""

from dataclasses import replace

import numpy as np

from ...files import ROOT
from ...recipes import RECIPES
from ...training import History

FILE = ROOT / "notebooks" / "one_layer.npz"  # `tools/one_layer.py` writes it
STEPS = (1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000)
DESCENT, DEEP = RECIPES["softmax"], RECIPES["mlp"]
ADAM = replace(
    DEEP, sizes=(784, 10), initialisation="zeros", l2=0.0
)  # chapter 3's recipe for a single layer, but for its start and its penalty
PASSES = 200
MEASURES = ("train_loss", "train_accuracy", "dev_loss", "dev_accuracy")


def read_templates() -> dict[int, np.ndarray]:
    """Step of the baseline's training → the weights after it, shape (784, 10)."""
    with np.load(FILE) as stored:
        weights = stored["weights"].astype(np.float32)
        return dict(zip(stored["steps"].tolist(), weights, strict=True))


def read_long_run() -> History:
    """The record of 200 passes of Adam over all training images."""
    with np.load(FILE) as stored:
        return History(**{name: stored[name].tolist() for name in MEASURES})


def read_deep_loss() -> list[float]:
    """The training loss of chapter 3's network in each of its passes, without the penalty."""
    with np.load(FILE) as stored:
        return stored["deep_loss"].tolist()
