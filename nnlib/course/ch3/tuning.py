"""The mlp recipe at many learning rates: who is compared with whom, and what each rate reached."""

from dataclasses import dataclass, replace

import numpy as np

from ...app import style
from ...files import ROOT
from ...recipes import RECIPES, Recipe
from .. import tables
from ..axes import note, plain_ticks, series
from ..picture import Picture, chart, styled

TABLE = ROOT / "notebooks" / "tuning.csv"  # `tools/tuning.py` writes it
FIELDS = {"question": str, "variant": str, "rate": float, "seed": int, "dev_accuracy": float}
DESCENT = {"optimizer": "gradient descent"}
SIX = (784, *[128] * 6, 10)
# Question → variant → what it changes in the recipe, and the learning rates that are tried.
SWEEPS = {
    "optimizer": {
        "gradient descent": (DESCENT, (0.03, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0)),
        "momentum": ({"optimizer": "momentum"}, (0.003, 0.01, 0.02, 0.05, 0.07, 0.1, 0.15, 0.2)),
        "RMSProp": ({"optimizer": "rmsprop"}, (1e-4, 3e-4, 5e-4, 1e-3, 2e-3, 4e-3)),
        "Adam": ({}, (1e-4, 3e-4, 5e-4, 1e-3, 2e-3, 4e-3, 0.01)),
    },
    "batch size": {
        "full batch": ({"batch_size": None}, (1e-3, 3e-3, 0.01, 0.02, 0.03)),
        "8,192": ({"batch_size": 8192}, (3e-3, 0.01, 0.02)),
        "1,024": ({"batch_size": 1024}, (1e-3, 3e-3, 0.01, 0.02, 0.03)),
        "128": ({}, (5e-4, 1e-3, 2e-3, 4e-3, 0.01)),
        "32": ({"batch_size": 32}, (5e-4, 1e-3, 2e-3)),
    },
    "schedule": {
        "constant": ({"schedule": "constant"}, (1e-4, 3e-4, 1e-3)),
        "cosine": ({}, (5e-4, 1e-3, 2e-3, 4e-3, 0.01)),
    },
    "descent elsewhere": {
        "784-256-128-10": (DESCENT, (0.03, 0.1, 0.3, 0.5, 1.0)),
        "784-10": (DESCENT | {"sizes": (784, 10)}, (0.01, 0.03, 0.1, 0.3, 0.5, 1.0)),
        "six hidden layers": (DESCENT | {"sizes": SIX}, (0.01, 0.03, 0.1, 0.3, 0.5, 1.0)),
        "batches of 1,024": (DESCENT | {"batch_size": 1024}, (0.1, 0.3, 0.5, 1.0, 2.0)),
    },
    "Adam elsewhere": {
        "784-256-128-10": ({}, (1e-4, 3e-4, 1e-3, 2e-3, 4e-3, 0.01)),
        "784-10": ({"sizes": (784, 10)}, (1e-4, 3e-4, 1e-3, 3e-3, 0.01)),
        "six hidden layers": ({"sizes": SIX}, (1e-4, 3e-4, 1e-3, 3e-3, 0.01)),
        "batches of 1,024": ({"batch_size": 1024}, (1e-3, 3e-3, 0.01, 0.02, 0.03)),
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


def gain(rows: list[dict], question: str, with_it: str, without: str) -> tuple[float, float]:
    """By how many points one variant beats another, each at its best rate, and the error of it."""
    found = by_rate(rows, question)
    return difference(*(100 * found[name][best(found[name])] for name in (with_it, without)))


def difference(a: np.ndarray, b: np.ndarray) -> tuple[float, float]:
    """The difference of two means over seeds, and its standard error."""
    return a.mean() - b.mean(), np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / len(a))


@styled()
def tuning_curves(rows: list[dict]) -> Picture:
    """The dev error of the four optimizers over their rates: a line through means, a dot a seed."""
    rules = by_rate(rows, "optimizer")
    top = 4.0
    figure, panels = chart(4.2, 1, 2, sharey=True)
    groups = {
        "Steps scaled": ("RMSProp", "Adam"),
        "Steps not scaled": ("gradient descent", "momentum"),
    }
    for axes, (title, names) in zip(panels, groups.items(), strict=True):
        for i, name in enumerate(names):
            look = series(i)
            errors = {rate: 100 * (1 - seeds) for rate, seeds in rules[name].items()}
            means = np.array([seeds.mean() for seeds in errors.values()])
            fine = np.nan_to_num(means, nan=np.inf) < top
            axes.plot(np.array(list(errors))[fine], means[fine], label=name, **look)
            for rate, seeds in errors.items():
                dots = {"color": look["color"], "marker": ".", "linestyle": "none", "alpha": 0.5}
                axes.plot([rate] * len(seeds), seeds, **dots)
            for rate in np.array(list(errors))[~fine]:
                axes.plot(rate, top * 0.97, marker="x", markersize=9, color=look["color"], mew=2.5)
        rates = [rules[name] for name in names]
        lows = {best(tried): 100 * (1 - tried[best(tried)].mean()) for tried in rates}
        for rate, low in lows.items():
            note(axes, f"{rate:g}", (rate, low), (0, -20), ha="center", weight="bold")
        axes.set(title=title, xscale="log", yscale="log", ylim=(1.3, top), xlabel="learning rate")
        plain_ticks(axes.yaxis, [1.6, 2, 2.5, 3, 4])
        plain_ticks(axes.xaxis, [t for t in (1e-4, 1e-3, 0.01, 0.1, 1.0) if _within(axes, t)])
        axes.legend(fontsize=11, loc="upper center", bbox_to_anchor=(0.5, -0.2), handlelength=3)
    panels[0].set_ylabel("dev error (%)")
    return Picture(
        figure,
        "Two panels of valleys: the dev error over the learning rate, on logarithmic axes, a dot "
        "for each seed: RMSProp and Adam on the left, gradient descent and momentum on the right. "
        "The floors are about equally deep; a cross marks a rate that is far worse or diverges.",
    )


@styled()
def valleys(rows: list[dict], within: float = 0.002) -> Picture:
    """Which of the tried rates are good, for each problem: descent on the left, Adam on the right.

    Filled are rates that come `within` so much of the problem's best; crosses diverge.
    """
    figure, panels = chart(3.2, 1, 2, sharey=True)
    for axes, rule in zip(panels, ("descent", "Adam"), strict=True):
        problems = by_rate(rows, f"{rule} elsewhere")
        for i, rates in enumerate(problems.values()):
            top = rates[best(rates)].mean()
            good = [rate for rate, seeds in rates.items() if seeds.mean() >= top - within]
            axes.plot([min(good), max(good)], [i, i], linewidth=7, alpha=0.3, color=style.BLUE)
            for rate, seeds in rates.items():
                look = {"marker": "o", "color": style.BLUE, "markersize": 6}
                if np.isnan(seeds).any():
                    look |= {"marker": "x", "markersize": 8, "mew": 2, "color": style.MUTED}
                elif rate not in good:
                    look["markerfacecolor"] = style.PAPER
                if rate == best(rates):
                    look |= {"marker": "D", "color": style.VERMILION, "markersize": 8}
                axes.plot(rate, i, **look)
        axes.set(title=rule, xscale="log", xlabel="learning rate", ylim=(len(problems) - 0.5, -0.5))
        axes.set_yticks(range(len(problems)), problems, color=style.INK)
        axes.grid(visible=False, axis="y")
        plain_ticks(axes.xaxis, [t for t in (1e-4, 1e-3, 0.01, 0.1, 1.0) if _within(axes, t)])
    return Picture(
        figure,
        "A row for each problem and a dot for each rate: for descent the best one moves from "
        "problem to problem, for Adam less.",
    )


def _within(axes, tick: float) -> bool:
    low, high = axes.get_xlim()
    return low <= tick <= high
