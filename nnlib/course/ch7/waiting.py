"""What is lost in waiting: workers that must all have finished before anyone may go on."""

import numpy as np

from ...app import style
from ..explorer import Explorer, slider, steps_slider
from ..picture import Picture, live_figure, styled

SHOWN = 5  # steps on the time line
MANY = 400  # steps that the shares of waiting are counted over


def durations(workers: int, spread: float, steps: int = MANY, seed: int = 0) -> np.ndarray:
    """Made-up seconds of each share, shape (steps, workers): one on average, never negative.

    `spread` is their standard deviation. They follow a gamma distribution, which has a long tail,
    as the durations of shares on busy machines have.
    """
    if not spread:
        return np.ones((steps, workers))
    shape = 1 / spread**2
    return np.random.default_rng(seed).gamma(shape, 1 / shape, (steps, workers))


def waited(seconds: np.ndarray) -> float:
    """The share of the workers' time that is spent waiting for the slowest of each step."""
    steps = seconds.max(axis=1)
    return float(1 - seconds.sum() / (steps.sum() * seconds.shape[1]))


@styled()
def timeline(seconds: np.ndarray, adding: float = 0.1) -> Picture:
    """The first steps of some workers: busy, waiting for the slowest, adding up."""
    workers = min(seconds.shape[1], 16)
    figure = live_figure(3.2, left=0.1, right=0.99, bottom=0.27, top=0.88)
    axes = figure.subplots()
    start, rows = 0.0, np.arange(workers)
    for step, row in enumerate(seconds[:SHOWN]):
        end, mine = start + row.max(), row[:workers]
        names = ("computing", "waiting", "adding up") if not step else ("_", "_", "_")
        axes.barh(rows, mine, 0.8, start, color=style.BLUE, label=names[0])
        look = {"color": style.PAPER, "edgecolor": style.CONTOUR, "hatch": "////", "linewidth": 0}
        axes.barh(rows, end - start - mine, 0.8, start + mine, label=names[1], **look)
        axes.barh(rows, adding, 1.0, end, color=style.VERMILION, label=names[2])
        start = end + adding
    share = waited(seconds)
    axes.set_title(f"{seconds.shape[1]} workers: {share:.0%} of their time is waiting")
    axes.set(xlabel="time", ylabel="worker", ylim=(workers - 0.4, -0.6), yticks=[], xticks=[])
    axes.grid(visible=False)
    axes.legend(ncols=3, loc="upper center", bbox_to_anchor=(0.5, -0.12), fontsize=11)
    return Picture(
        figure,
        "A row for each worker along a time line: blue where it computes, hatched where it waits "
        "for the slowest, and after each step a bar across all of them, where gradients are added.",
    )


def waiting(workers: int = 4, spread: float = 0.2) -> Explorer:
    """Choose how many workers there are, and how unevenly long their shares take."""
    return Explorer(
        lambda workers, spread: timeline(durations(workers, spread)),
        workers=steps_slider("workers", 2, 64, workers),
        spread=slider("spread of a share's duration", 0, 0.6, 0.05, spread),
    )
