"""What each ingredient of the mlp recipe buys: variants of it, each trained with three seeds.

python -m nnlib.course.ch3.ablation          trains them all and writes notebooks/ablation.csv
"""

import csv
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ...data import MNIST, load_mnist
from ...evaluation import evaluate
from ...files import ROOT
from ...network import Network
from ...optimizers import Adam
from ...recipes import RECIPES, Recipe
from ...training import fit
from ..tables import write_table

TABLE = ROOT / "notebooks" / "ablation.csv"
SEEDS = (0, 1, 2)
FIELDS = ("question", "variant", "seed", "train_accuracy", "dev_accuracy", "seconds")


class UncorrectedAdam(Adam):
    """Adam without the division by ``1 − βᵗ``: what is the correction for?"""

    def corrected(self) -> tuple[float, float]:
        """The learning rate and ε as they are."""
        return self.learning_rate, self.epsilon


@dataclass(frozen=True)
class Variant:
    """One row of the table: the mlp recipe with one thing changed.

    Attributes
    ----------
    question : str
        The ingredient under test.
    name : str
    recipe : Recipe
    weight_scale : float
        Multiplies the initial weights; 1 is the recipe's own.
    bias_correction : bool
        False leaves it out of Adam.
    """

    question: str
    name: str
    recipe: Recipe
    weight_scale: float = 1.0
    bias_correction: bool = True

    @property
    def is_recipe(self) -> bool:
        """True if nothing is changed: this is the mlp recipe itself."""
        changed = (self.recipe, self.weight_scale, self.bias_correction)
        return changed == (RECIPES["mlp"], 1.0, True)

    def train(
        self, data: MNIST, seed: int, callback: Callable | None = None
    ) -> tuple[Network, float]:
        """Train it; returns the network and the seconds it took."""
        rng = np.random.default_rng(seed)
        network = self.recipe.build_network(rng)
        network.weights *= self.weight_scale
        optimizer = self.recipe.build_optimizer()
        if not self.bias_correction:
            optimizer = UncorrectedAdam(self.recipe.learning_rate)
        history = fit(
            network, data, self.recipe, rng, optimizer=optimizer, callback=callback, progress=False
        )
        return network, sum(history.seconds)


def _variants() -> list[Variant]:
    mlp = RECIPES["mlp"]

    def with_changes(question, name, weight_scale=1.0, bias_correction=True, **changes):
        return Variant(question, name, replace(mlp, **changes), weight_scale, bias_correction)

    return [
        with_changes("depth and width", "784-10", sizes=(784, 10)),
        with_changes("depth and width", "784-32-10", sizes=(784, 32, 10)),
        with_changes("depth and width", "784-128-10", sizes=(784, 128, 10)),
        with_changes("depth and width", "784-296-10", sizes=(784, 296, 10)),
        with_changes("depth and width", "784-256-128-10"),
        with_changes("depth and width", "784-256-128-64-10", sizes=(784, 256, 128, 64, 10)),
        with_changes("initialisation", "He × 0.001", weight_scale=0.001),
        with_changes("initialisation", "He × 0.1", weight_scale=0.1),
        with_changes("initialisation", "He"),
        with_changes("initialisation", "He × 3", weight_scale=3.0),
        with_changes("initialisation", "He × 10", weight_scale=10.0),
        with_changes("batch size", "full batch", batch_size=None),
        with_changes("batch size", "8,192", batch_size=8192),
        with_changes("batch size", "1,024", batch_size=1024),
        with_changes("batch size", "128"),
        with_changes("batch size", "32", batch_size=32),
        with_changes(
            "optimizer", "gradient descent", optimizer="gradient descent", learning_rate=0.1
        ),
        with_changes("optimizer", "momentum", optimizer="momentum", learning_rate=0.01),
        with_changes("optimizer", "RMSProp", optimizer="rmsprop"),
        with_changes("optimizer", "Adam, uncorrected", bias_correction=False),
        with_changes("optimizer", "Adam"),
        with_changes("L2 penalty", "none", l2=0.0),
        with_changes("L2 penalty", "1e-4", l2=1e-4),
        with_changes("L2 penalty", "5e-4"),
        with_changes("L2 penalty", "5e-3", l2=5e-3),
        with_changes("schedule", "constant", schedule="constant"),
        with_changes("schedule", "cosine"),
    ]


VARIANTS = _variants()


def read_table() -> list[dict]:
    """The stored results: one dict a run, with the keys of `FIELDS`."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            {
                "question": row["question"],
                "variant": row["variant"],
                "seed": int(row["seed"]),
                "train_accuracy": float(row["train_accuracy"]),
                "dev_accuracy": float(row["dev_accuracy"]),
                "seconds": float(row["seconds"]),
            }
            for row in csv.DictReader(file)
        ]


@dataclass(frozen=True)
class Summary:
    """What the seeds of one variant have in common.

    Attributes
    ----------
    variant : str
    train_accuracies, dev_accuracies : tuple of float
        One a seed.
    is_recipe : bool
        True if this variant is the mlp recipe itself.
    """

    variant: str
    train_accuracies: tuple[float, ...]
    dev_accuracies: tuple[float, ...]
    is_recipe: bool


def summarise(rows: list[dict], question: str) -> list[Summary]:
    """The variants of one question, in the order in which they were tried."""
    recipe = {(v.question, v.name) for v in VARIANTS if v.is_recipe}
    runs = {}
    for row in rows:
        if row["question"] == question:
            pair = (row["train_accuracy"], row["dev_accuracy"])
            runs.setdefault(row["variant"], []).append(pair)
    if not runs:
        questions = dict.fromkeys(row["question"] for row in rows)
        raise ValueError(f"question: got {question!r}, want one of {', '.join(questions)}.")
    return [
        Summary(name, *zip(*pairs, strict=True), (question, name) in recipe)
        for name, pairs in runs.items()
    ]


def describe(rows: list[dict], question: str) -> str:
    """A small table of one question: accuracies in per cent, mean ± standard deviation."""
    lines = [f"{question:17} {'train':>6}  {'dev':>12}"]
    for summary in summarise(rows, question):
        train = 100 * np.mean(summary.train_accuracies)
        dev = 100 * np.array(summary.dev_accuracies)
        mark = " *" if summary.is_recipe else ""
        lines.append(
            f"{summary.variant:17} {train:6.2f}  {dev.mean():5.2f} ± {dev.std(ddof=1):.2f}{mark}"
        )
    lines.append("* the recipe")
    return "\n".join(lines)


def main() -> None:
    """Train every variant with every seed and write the table."""
    data = load_mnist()
    known = {}  # the recipe itself stands under several questions, and is trained once
    rows = []
    for variant in VARIANTS:
        for seed in SEEDS:
            key = (variant.recipe, variant.weight_scale, variant.bias_correction, seed)
            if key not in known:
                network, seconds = variant.train(data, seed)
                known[key] = (
                    evaluate(network, data.train).accuracy,
                    evaluate(network, data.dev).accuracy,
                    round(seconds, 1),
                )
            rows.append((variant.question, variant.name, seed, *known[key]))
            print(*rows[-1], sep="  ", flush=True)
    write_table(TABLE, FIELDS, rows)


if __name__ == "__main__":
    sys.exit(main())
