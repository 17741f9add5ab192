"""The mlp recipe at many learning rates: who is compared with whom, and what each rate reached."""

from dataclasses import dataclass, replace

import numpy as np
from matplotlib.ticker import NullLocator

from ...files import ROOT
from ...recipes import RECIPES, Recipe
from .. import tables
from ..axes import plain_ticks, series
from ..picture import Picture, chart, styled

TABLE = ROOT / "notebooks" / "tuning.csv"  # `tools/tuning.py` writes it
FIELDS = {"question": str, "variant": str, "rate": float, "seed": int, "dev_accuracy": float}
DESCENT = {"optimizer": "gradient descent"}
SIX = (784, *[128] * 6, 10)
# Question → variant → what it changes in the recipe, and the learning rates that are tried.
SWEEPS = {
    "optimizer": {
        "gradient descent": (DESCENT, (0.03, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0)),
        "momentum": ({"optimizer": "momentum"}, (0.003, 0.01, 0.02, 0.05, 0.07, 0.1)),
        "RMSProp": ({"optimizer": "rmsprop"}, (1e-4, 3e-4, 5e-4, 1e-3, 2e-3)),
        "Adam": ({}, (1e-4, 3e-4, 5e-4, 1e-3, 2e-3, 4e-3, 0.01)),
    },
    "batch size": {
        "full batch": ({"batch_size": None}, (1e-3, 3e-3, 0.01, 0.02, 0.03)),
        "8,192": ({"batch_size": 8192}, (1e-3, 3e-3, 6e-3, 0.01)),
        "1,024": ({"batch_size": 1024}, (1e-3, 2e-3, 3e-3)),
        "128": ({}, (5e-4, 1e-3, 2e-3)),
        "32": ({"batch_size": 32}, (5e-4, 1e-3)),
    },
    "descent elsewhere": {
        "784-10": (DESCENT | {"sizes": (784, 10)}, (0.01, 0.03, 0.1, 0.3, 1.0)),
        "six hidden layers": (DESCENT | {"sizes": SIX}, (0.03, 0.1, 0.3, 1.0)),
    },
    "Adam elsewhere": {
        "784-10": ({"sizes": (784, 10)}, (1e-4, 3e-4, 1e-3, 3e-3, 0.01)),
        "six hidden layers": ({"sizes": SIX}, (3e-4, 1e-3, 3e-3, 0.01)),
    },
}


@dataclass(frozen=True)
class Run:
    """One variant of the recipe at one learning rate, still without a seed."""

    question: str
    variant: str
    recipe: Recipe


RUNS = [
    Run(question, variant, replace(RECIPES["mlp"], **changes, learning_rate=rate))
    for question, variants in SWEEPS.items()
    for variant, (changes, rates) in variants.items()
    for rate in rates
]


def read_table() -> list[dict]:
    """The stored results: one dict a run, with the keys of `FIELDS`; NaN where one diverged."""
    return tables.read_table(TABLE, FIELDS)


def by_rate(rows: list[dict], question: str) -> dict[str, dict[float, np.ndarray]]:
    """Each variant's dev accuracies at each rate, one a seed."""
    found: dict[str, dict[float, list]] = {}
    for row in rows:
        if row["question"] == question:
            rates = found.setdefault(row["variant"], {})
            rates.setdefault(row["rate"], []).append(row["dev_accuracy"])
    if not found:
        questions = dict.fromkeys(row["question"] for row in rows)
        raise ValueError(f"question: got {question!r}, want one of {', '.join(questions)}.")
    return {
        variant: {rate: np.array(seeds) for rate, seeds in rates.items()}
        for variant, rates in found.items()
    }


def best(rates: dict[float, np.ndarray]) -> float:
    """The rate with the highest mean; one at which a seed diverged is out."""
    return max(rates, key=lambda rate: np.nan_to_num(rates[rate].mean(), nan=-1.0))


def describe(rows: list[dict], question: str) -> str:
    """A small table: each variant at its best rate, dev accuracy in per cent, mean ± deviation."""
    lines = [f"{question:18} best rate     dev"]
    for variant, rates in by_rate(rows, question).items():
        rate = best(rates)
        seeds = 100 * rates[rate]
        lines.append(f"{variant:18} {rate:9g}     {seeds.mean():5.2f} ± {seeds.std(ddof=1):.2f}")
    return "\n".join(lines)


@styled()
def tuning_curves(rows: list[dict], question: str = "optimizer") -> Picture:
    """The dev error of each variant over its learning rate: a line through means, a dot a seed."""
    figure, axes = chart(3.9)
    ticks = set()
    variants = by_rate(rows, question)
    for i, (variant, rates) in enumerate(variants.items()):
        look = series(i)
        errors = {rate: 100 * (1 - seeds) for rate, seeds in rates.items()}
        means = [seeds.mean() for seeds in errors.values()]
        axes.plot(list(errors), means, label=variant, **look)
        for rate, seeds in errors.items():
            dots = {"color": look["color"], "marker": ".", "linestyle": "none", "alpha": 0.6}
            axes.plot([rate] * len(seeds), seeds, **dots)
        ticks |= set(rates)
    axes.set(xscale="log", yscale="log", ylim=(1.5, 12), xlabel="learning rate")
    axes.set_title(f"Dev error (%), by {question}")
    plain_ticks(axes.yaxis, [1.6, 2, 3, 5, 10])
    plain_ticks(axes.xaxis, [t for t in (1e-4, 1e-3, 0.01, 0.1, 1.0) if t <= max(ticks)])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.legend(fontsize=11, ncols=2)
    return Picture(
        figure,
        f"A line for each of {', '.join(variants)}: the dev error over the learning rate, on "
        "logarithmic axes, with a dot for each seed.",
    )
