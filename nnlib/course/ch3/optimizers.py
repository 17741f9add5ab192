"""Optimizers beside each other: their paths in a ravine, Adam's correction, the schedules."""

import numpy as np
from matplotlib.ticker import PercentFormatter

from ...app import style
from ...optimizers import SCHEDULES, Adam
from ..axes import bare, note, plain_ticks
from ..bowl import contours
from ..picture import Picture, chart, live_figure, styled

RAVINE = (-6.6, 1.6, -1.9, 1.9)  # what the ravine's panels show: left, right, bottom, top


class UncorrectedAdam(Adam):
    """Adam without the division by ``1 − βᵗ``: what is the correction for?"""

    def corrected(self) -> tuple[float, float]:
        """The learning rate and ε as they are."""
        return self.learning_rate, self.epsilon


@styled()
def ravine(paths: dict[str, np.ndarray], curvatures: tuple[float, float]) -> Picture:
    """Optimizers' paths in a ravine ``½ (λ₁ θ₁² + λ₂ θ₂²)``, a panel for each.

    A path's points have shape (steps + 1, 2), the start first.
    """
    lines = contours(curvatures, [0.05, 0.5, 2, 6, 14, 30], points=90)
    margins = {"left": 0.01, "right": 0.99, "bottom": 0.01, "top": 0.93}
    figure = live_figure(4.6, hspace=0.18, wspace=0.04, **margins)
    grid = figure.subplots(2, 2)
    for i, (axes, (name, path)) in enumerate(zip(grid.ravel(), paths.items(), strict=True)):
        axes.plot(*lines, color=style.CONTOUR, linewidth=1)
        axes.plot(0, 0, marker="*", markersize=13, color=style.INK)
        path = np.clip(path, -1e3, 1e3)
        look = {"color": style.SERIES[i], "marker": style.MARKERS[i]}
        axes.plot(*path.T, linewidth=1.4, markersize=4, **look)
        axes.plot(*path[-1], markersize=9, **look)
        height = 0.5 * float(curvatures @ path[-1] ** 2)
        where = f"height {height:.2g}" if height < 1000 else "gone"
        axes.set_title(f"{name}: {where}", fontsize=11)
        axes.set(xlim=RAVINE[:2], ylim=RAVINE[2:])
        bare(axes)
    return Picture(
        figure,
        "The paths of four optimizers on the contour lines of a long narrow ravine, from its "
        f"left end towards the lowest point, marked with a star: {', '.join(paths)}.",
    )


@styled()
def bias_correction(m: np.ndarray, m_hat: np.ndarray, lengths: dict[str, np.ndarray]) -> Picture:
    """The running mean of a noisy gradient and the step's length, corrected and not.

    The gradients' true mean is 1. `lengths` has the length of each step for a constant gradient,
    in units of η, "corrected" and "uncorrected".
    """
    figure, (left, right) = chart(3.4, 1, 2)
    steps = np.arange(1, len(m) + 1)
    corrected = {"color": style.BLUE, "linestyle": "-"}
    uncorrected = {"color": style.VERMILION, "linestyle": "--"}
    left.axhline(1, color=style.MUTED, linewidth=1)
    left.plot(steps, m, marker="s", markersize=4, label="m", **uncorrected)
    left.plot(steps, m_hat, marker="o", markersize=4, label="m_hat", **corrected)
    left.set(title="Gradients of mean 1", xlabel="step", ylim=(0, None))
    left.legend(loc="lower right", fontsize=11)
    looks = {"corrected": corrected, "uncorrected": uncorrected}
    for name, values in lengths.items():
        right.plot(np.arange(1, len(values) + 1), values, label=name, **looks[name])
    right.set(title="Length of a step, in η", xlabel="step", xscale="log", ylim=(0, None))
    plain_ticks(right.xaxis, [1, 10, 100, 1000])
    right.legend(loc="upper right", fontsize=11)
    return Picture(
        figure,
        "Left: the running mean starts near zero and climbs to one, the corrected one is near "
        "one from the start. Right: for a constant gradient the corrected step is always one "
        "learning rate long; the uncorrected one starts longer, peaks after about ten steps, "
        "and comes back after thousands.",
    )


@styled()
def schedules() -> Picture:
    """The learning rate's course over a training, for each schedule of the library."""
    progress = np.linspace(0, 1, 101)
    figure, axes = chart(2.4)
    for i, (name, schedule) in enumerate(SCHEDULES.items()):
        look = {"color": style.SERIES[i], "linestyle": style.DASHES[1 - i]}
        axes.plot(progress, [schedule(p) for p in progress], **look)
        named, below = (0.7, 16) if name == "constant" else (0.5, 0)
        look = {"color": style.SERIES[i], "fontsize": 12, "fontweight": "bold"}
        note(axes, name, (named, schedule(named)), (10, -below), **look)
    axes.set(title="Learning rate, as a share of the recipe's", xlabel="progress of the training")
    axes.xaxis.set_major_formatter(PercentFormatter(1))
    return Picture(
        figure, "Two curves: a constant learning rate, and one that falls to zero as a cosine."
    )
