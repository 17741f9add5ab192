"""Gradient descent on the baseline: its loss, its learning rate, the curvature that limits it."""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.ticker import FuncFormatter

from ...app import style
from ...training import History
from ..axes import note, plain_ticks, series
from ..picture import Picture, chart, live_figure, styled


@styled()
def plateau(histories: dict[str, History]) -> Picture:
    """The cross-entropy of each run against the number of passes over the training set."""
    figure, axes = chart(3.8)
    for i, (name, history) in enumerate(histories.items()):
        marks = np.unique(np.geomspace(1, len(history), 12).astype(int) - 1)
        look = series(i) | {"markersize": 5, "markevery": marks}
        axes.plot(np.arange(1, len(history) + 1), history.train_loss, label=name, **look)
    axes.set(xscale="log", yscale="log", title="Cross-entropy on train (nats), mean of a pass")
    axes.set_xlabel("passes over the 50,000 images")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    plain_ticks(axes.yaxis, [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2])
    axes.legend(loc="upper right", fontsize=10)
    return Picture(
        figure,
        "Cross-entropy over the passes, both axes logarithmic. The curves of one linear layer "
        "flatten; that of the deep network goes on falling, far below them.",
    )


@styled()
def wobble(losses: dict[float, list[float]], curvatures: dict[float, dict[int, float]]) -> Picture:
    """Loss and curvature along the descent, for several learning rates.

    `losses` has the loss before every step; `curvatures`, step → the largest curvature there.
    """
    figure, (top, bottom) = chart(6.4, 2, 1, sharex=True)
    for i, (rate, loss) in enumerate(losses.items()):
        colour = style.SERIES[i]
        look = {"color": colour, "linestyle": style.DASHES[i], "linewidth": 1.6}
        loss = np.array(loss)
        rises = np.flatnonzero(np.diff(loss) > 0) + 1
        top.plot(loss, label=f"η = {rate:g}", **look)
        top.plot(rises, loss[rises], style.MARKERS[i], color=colour, markersize=5)
        bottom.plot(list(curvatures[rate]), list(curvatures[rate].values()), **look)
        bottom.axhline(2 / rate, color=colour, linewidth=1, linestyle=":")
        edge = {"xycoords": ("axes fraction", "data"), "annotation_clip": False, "va": "center"}
        note(bottom, f"2/{rate:g}", (1, 2 / rate), (4, 0), color=colour, **edge)
    top.set(yscale="log", title="Loss (nats); a marker where it rose")
    plain_ticks(top.yaxis, [0.1, 0.2, 0.5, 1, 2])
    top.legend(loc="upper right", fontsize=10)
    bottom.set(title="Largest curvature λ; dotted: the limit, 2/η", xlabel="step")
    bottom.set_ylim(0, 8)
    return Picture(
        figure,
        "Two line charts over the steps for several learning rates. Above, the loss: smooth "
        "for the small rate, jagged for the large one until it settles. Below, the curvature: "
        "for each rate it falls, and the loss settles where it stays below 2 over the rate.",
    )


@styled()
def nudge_growth(rates: np.ndarray, growth: np.ndarray, curvature: float) -> Picture:
    """How much one step stretches a nudge along the sharpest direction, against |1 − ηλ|."""
    limit = 2 / curvature
    fine = np.linspace(0, max(rates), 200)
    figure, axes = chart(3.6)
    axes.axhspan(0, 1, color=style.GRID, alpha=0.45, linewidth=0)
    axes.plot(fine, np.abs(1 - fine * curvature), color=style.BLUE, label="theory: |1 − ηλ|")
    axes.plot(rates, growth, "o", color=style.VERMILION, markersize=7, label="measured")
    axes.axvline(limit, color=style.INK, linestyle="--", linewidth=1.2)
    axes.annotate("2/λ", (limit, 1.75), xytext=(6, 0), textcoords="offset points")
    axes.annotate("shrinks: stable", (0.02 * max(rates), 0.08), color=style.MUTED)
    axes.set(title="What one step does to a nudge", xlabel="learning rate η")
    axes.set(ylabel="nudge after / before", xlim=(0, None), ylim=(0, None))
    axes.legend(loc="upper left", fontsize=10)
    return Picture(
        figure,
        "The factor by which a nudge grows against the learning rate: a V that falls from 1 to "
        "0 and rises again, with the measured points on the theory's line; it crosses 1 where "
        "the rate is 2 over the curvature.",
    )


@styled()
def rate_sweep(histories: dict[float, History], limits: dict[str, float]) -> Picture:
    """The loss after 10 and after all steps, against the learning rate; `limits` are marked."""
    rates = np.array(list(histories))
    total = min(len(history) for history in histories.values())
    figure, axes = chart(3.8)
    for i, steps in enumerate((10, total)):
        losses = [history.train_loss[steps - 1] for history in histories.values()]
        axes.plot(rates, losses, label=f"at step {steps}", **series(i))
    for name, limit in limits.items():
        axes.axvline(limit, color=style.INK, linestyle=":", linewidth=1.4)
        upright = {"rotation": 90, "va": "top", "ha": "right"}
        note(axes, name, (limit, 0.97), (-4, 0), xycoords=("data", "axes fraction"), **upright)
    axes.set(xscale="log", yscale="log", xlabel="learning rate η", title="Loss (nats)")
    plain_ticks(axes.xaxis, [0.01, 0.03, 0.1, 0.3, 1, 3])
    plain_ticks(axes.yaxis, [0.1, 0.2, 0.5, 1, 2, 5])
    axes.legend(loc="lower left", fontsize=10)
    return Picture(
        figure,
        "Loss against learning rate, both logarithmic, after few and after many steps: both "
        "curves fall as the rate grows, and rise at its upper end, the first one steeply.",
    )


@styled()
def descent(histories: dict[float, History], rate: float, steps: int) -> Picture:
    """One run as far as `steps`, loss and dev accuracy, before the others in grey."""
    figure = live_figure(3.2, left=0.08, right=0.985, bottom=0.15, top=0.86, wspace=0.22)
    left, right = figure.subplots(1, 2)
    history = histories[rate]
    loss, accuracy = history.train_loss[steps - 1], history.dev_accuracy[steps - 1]
    # The logarithm is taken here, and the ticks are few: a logarithmic axis draws slowly.
    for axes, curves, height in (
        (left, {r: np.log10(h.train_loss) for r, h in histories.items()}, np.log10(loss)),
        (right, {r: h.dev_accuracy for r, h in histories.items()}, accuracy),
    ):
        others = [np.c_[1 : len(c) + 1, c] for r, c in curves.items() if r != rate]
        axes.add_collection(LineCollection(others, colors="#B3BCC5", linewidths=0.9))
        axes.plot(range(1, steps + 1), curves[rate][:steps], color=style.BLUE, zorder=3)
        axes.plot(steps, height, "o", color=style.VERMILION, zorder=4)
        axes.set(xlabel="step", xticks=[1, len(history) // 2, len(history)])
        axes.grid(False)
    ticks = [0.1, 0.3, 1, 3, 10]
    left.set(title=f"η = {rate:g}: loss {loss:.3f}", ylim=(-1, 1))
    left.set_yticks(np.log10(ticks), [f"{tick:g}" for tick in ticks])
    shares = [0.6, 0.7, 0.8, 0.9, 1]
    right.set(title=f"Dev accuracy {accuracy:.1%}", ylim=(0.6, 1))
    right.set_yticks(shares, [f"{share:.0%}" for share in shares])
    return Picture(
        figure,
        "Loss on the left and accuracy on the right over the steps: the chosen learning rate "
        "as a thick line up to the chosen step, all other rates as thin grey ones.",
    )
