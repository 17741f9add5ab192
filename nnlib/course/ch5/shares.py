"""Shares read and misread: by training, by epoch, by style of writing."""

from collections.abc import Sequence

import numpy as np
from matplotlib.ticker import FixedLocator, MaxNLocator, NullFormatter, PercentFormatter

from ...app import style
from ...training import History
from ..picture import Picture, chart, styled


@styled()
def error_bars(errors: dict[str, dict[str, float]]) -> Picture:
    """The share misread (0 to 1), in one panel for each set, with one bar for each training."""
    names = list(next(iter(errors.values())))
    figure, panels = chart(0.9 + 0.5 * len(names), 1, len(errors), sharey=True)
    for axes, (title, shares) in zip(panels, errors.items(), strict=True):
        bars = axes.barh(names, list(shares.values()), color=style.BLUE, height=0.6)
        axes.bar_label(bars, fmt=lambda share: f"{share:.1%}", padding=4)
        axes.set_title(title, fontsize=12)
        axes.set(xlim=(0, 1.7 * max(shares.values())), xticks=[])
        axes.grid(False)
    panels[0].invert_yaxis()
    return Picture(
        figure,
        f"Bars of the share misread, for {', '.join(names)}; a panel each for: "
        f"{', '.join(errors)}.",
    )


@styled()
def long_run(history: History, ceiling: float) -> Picture:
    """The curves of a long run: the shares misread of dev, and of what it was trained with.

    `ceiling` is the highest training accuracy that can be had.
    """
    epochs = np.arange(1, len(history) + 1)
    figure, axes = chart(3.4)
    for name, wrong, i in (
        ("training set, distorted", ceiling - np.array(history.train_accuracy), 1),
        ("dev set, as it is", 1 - np.array(history.dev_accuracy), 0),
    ):
        look = {"color": style.SERIES[i], "linestyle": style.DASHES[i]}
        axes.semilogy(epochs, wrong, label=name, **look)
    axes.set(title="Share misread in each epoch", xlabel="epoch")
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=1))
    axes.yaxis.set_major_locator(FixedLocator([0.006, 0.01, 0.02, 0.04, 0.08, 0.16]))
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.minorticks_off()
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.legend()
    return Picture(
        figure,
        "Two falling curves over the epochs on a logarithmic axis: the share misread of the "
        "distorted training set, and of the dev set.",
    )


@styled()
def styles_read(names: Sequence[str], shares: dict[str, Sequence[float]]) -> Picture:
    """The share read correctly of each style of writing, top down, by two networks or more."""
    rows = np.arange(len(names))
    spans = np.array(list(shares.values()))
    figure, axes = chart(0.9 + 0.3 * len(names))
    axes.hlines(rows, spans.min(axis=0), spans.max(axis=0), color=style.MUTED, linewidth=1)
    for i, (name, values) in enumerate(shares.items()):
        look = {"color": style.SERIES[i], "marker": style.MARKERS[i], "markersize": 8}
        look["markerfacecolor"] = style.PAPER if i == 0 else style.SERIES[i]
        axes.plot(values, rows, linestyle="none", label=name, clip_on=False, **look)
    axes.set_yticks(rows, names)
    axes.set(xlim=(0, 1.01), ylim=(len(names) - 0.4, -0.6), xlabel="share read correctly")
    axes.xaxis.set_major_formatter(PercentFormatter(1))
    figure.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=3)
    return Picture(
        figure,
        "A row for each style of writing, with a mark for the share that each network reads: "
        f"{', '.join(shares)}.",
    )
