"""The mlp recipe with one ingredient changed at a time: the variants, and what each reached."""

from dataclasses import dataclass, replace

import numpy as np

from ...app import style
from ...files import ROOT
from ...recipes import RECIPES, Recipe
from .. import tables
from ..axes import note, plain_ticks
from ..picture import Picture, chart, styled
from .tuning import difference

TABLE = ROOT / "notebooks" / "ablation.csv"  # `tools/ablation.py` writes it
FIELDS = {
    "question": str,
    "variant": str,
    "seed": int,
    "train_accuracy": float,
    "dev_accuracy": float,
    "seconds": float,
}
# Ingredient under test → variant → the change that makes it of the recipe, at the recipe's rate.
CHANGES = {
    "depth and width": {
        "784-10": {"sizes": (784, 10)},
        "784-32-10": {"sizes": (784, 32, 10)},
        "784-128-10": {"sizes": (784, 128, 10)},
        "784-296-10": {"sizes": (784, 296, 10)},
        "784-256-128-10": {},
        "784-256-128-64-10": {"sizes": (784, 256, 128, 64, 10)},
    },
    "initialisation": {
        "He × 0.001": {"weight_scale": 0.001},
        "He × 0.1": {"weight_scale": 0.1},
        "He": {},
        "He × 3": {"weight_scale": 3.0},
        "He × 10": {"weight_scale": 10.0},
    },
    "bias correction": {"Adam, uncorrected": {"bias_correction": False}, "Adam": {}},
    "L2 penalty": {"none": {"l2": 0.0}, "1e-4": {"l2": 1e-4}, "5e-4": {}, "5e-3": {"l2": 5e-3}},
}


@dataclass(frozen=True)
class Variant:
    """The mlp recipe with one thing changed."""

    question: str  # the ingredient under test
    name: str
    recipe: Recipe
    weight_scale: float = 1.0  # multiplies the initial weights; 1 is the recipe's own
    bias_correction: bool = True  # False leaves it out of Adam

    @property
    def is_recipe(self) -> bool:
        """True if nothing is changed: this is the mlp recipe itself."""
        changed = (self.recipe, self.weight_scale, self.bias_correction)
        return changed == (RECIPES["mlp"], 1.0, True)


def _variant(question, name, weight_scale=1.0, bias_correction=True, **changes) -> Variant:
    recipe = replace(RECIPES["mlp"], **changes)
    return Variant(question, name, recipe, weight_scale, bias_correction)


VARIANTS = [
    _variant(question, name, **change)
    for question, changes in CHANGES.items()
    for name, change in changes.items()
]


@dataclass(frozen=True)
class Summary:
    """The runs of one variant, over all seeds."""

    variant: str
    train_accuracies: tuple[float, ...]  # one a seed
    dev_accuracies: tuple[float, ...]
    is_recipe: bool


def read_table() -> list[dict]:
    """The stored results: one dict a run, with the keys of `FIELDS`."""
    return tables.read_table(TABLE, FIELDS)


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


def gain(rows: list[dict], question: str, without: str) -> tuple[float, float]:
    """How many points of dev accuracy the recipe is ahead of a variant, and the error of that."""
    summaries = summarise(rows, question)
    (with_it,) = [100 * np.array(s.dev_accuracies) for s in summaries if s.is_recipe]
    (bare,) = [100 * np.array(s.dev_accuracies) for s in summaries if s.variant == without]
    return difference(with_it, bare)


@styled()
def ablation_chart(rows: list[dict], question: str) -> Picture:
    """The dev errors of one question's variants: a dot a seed, a bar for mean ± deviation."""
    summaries = summarise(rows, question)
    names = [summary.variant for summary in summaries]
    figure, axes = chart(0.95 + 0.46 * len(summaries))
    for i, summary in enumerate(summaries):
        colour, marker = (style.VERMILION, "D") if summary.is_recipe else (style.BLUE, "o")
        errors = 100 * (1 - np.array(summary.dev_accuracies))
        mean, deviation = errors.mean(), errors.std(ddof=1)
        band = {"color": colour, "linewidth": 7, "alpha": 0.3, "solid_capstyle": "butt"}
        axes.plot([mean - deviation, mean + deviation], [i, i], **band)
        axes.plot(errors, np.full(len(errors), i), marker, color=colour, markersize=6)
        end = max(errors.max(), mean + deviation)
        note(axes, f"{mean:.2f} ± {deviation:.2f}", (end, i), (9, 0), va="center")
    axes.set(title=f"Dev error by {question} (%)", ylim=(len(summaries) - 0.5, -0.5))
    axes.set_yticks(range(len(summaries)), names, color=style.INK)
    axes.grid(visible=False, axis="y")
    low, high = axes.get_xlim()
    if high > 6:  # a logarithmic axis, where one variant is far off
        axes.set_xscale("log")
        plain_ticks(axes.xaxis, [1, 2, 3, 5, 10, 20, 30, 50, 90])
        shown = 100 * (1 - np.concatenate([s.dev_accuracies for s in summaries]))
        low, span = shown.min() * 0.9, shown.max() / shown.min()
        axes.set_xlim(low, low * span**1.4 * 1.1)
        axes.set_xlabel("diamonds: the recipe; logarithmic axis")
    else:
        axes.set_xlim(low, low + 1.35 * (high - low))
        axes.set_xlabel("diamonds: the recipe")
    return Picture(
        figure,
        f"A dot chart of the dev error by {question}: a dot for each seed and a bar for their "
        f"mean and standard deviation, for: {', '.join(names)}.",
    )
