"""Probabilities held against what comes true, and familiarity against its threshold."""

import numpy as np
from matplotlib.ticker import FixedLocator, PercentFormatter

from ...app import style
from ..axes import HATCH
from ..picture import Picture, chart, styled


@styled()
def reliability_diagrams(
    panels: dict[str, dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]], least: int = 25
) -> Picture:
    """Accuracy over confidence, beside the diagonal where the two are equal.

    A panel holds, by name, what `nnlib.reliability` gives; the last gets bars of one standard
    error. Bins of fewer than `least` samples are left out: their share says nothing.
    """
    figure, row = chart(3.6, 1, len(panels), sharey=True)
    for axes, (title, tables) in zip(row, panels.items(), strict=True):
        axes.plot([0, 1], [0, 1], color=style.MUTED, linestyle=":", label="perfect")
        for i, (name, (confidence, accuracy, count)) in enumerate(tables.items()):
            kept = count >= least
            sure, right = confidence[kept], accuracy[kept]
            last = i == len(tables) - 1
            bars = np.sqrt(right * (1 - right) / count[kept]) if last else None
            look = {"color": style.SERIES[i], "linestyle": "-" if last else "--"}
            look |= {"marker": style.MARKERS[i], "markersize": 6, "linewidth": 1.2, "capsize": 3}
            look["markerfacecolor"] = style.SERIES[i] if last else style.PAPER
            axes.errorbar(sure, right, bars, label=name, **look)
        axes.set(xlim=(0.35, 1.02), ylim=(0.25, 1.03), xlabel="mean confidence")
        axes.set_title(title, fontsize=12)
        axes.xaxis.set_major_formatter(PercentFormatter(1))
        axes.yaxis.set_major_formatter(PercentFormatter(1))
        axes.xaxis.set_major_locator(FixedLocator([0.4, 0.6, 0.8, 1]))
    row[0].set_ylabel("share right")
    figure.legend(*row[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return Picture(
        figure,
        "Reliability diagrams: the share of right answers over the confidence, with the "
        f"diagonal of a perfectly calibrated network. Panels: {', '.join(panels)}.",
    )


@styled()
def familiarity_strips(groups: dict[str, np.ndarray], threshold: float) -> Picture:
    """How familiar each kind of image looks, against the threshold below which it is refused."""
    low = min(values.min() for values in groups.values())
    high = max(values.max() for values in groups.values())
    bins = np.linspace(low, high, 60)
    known = {"fill": True, "color": style.BLUE, "alpha": 0.75}
    unknown = {"fill": True, "facecolor": style.VERMILION, "hatch": HATCH}
    figure, panels = chart(0.62 * len(groups) + 0.9, len(groups), 1, sharex=True)
    for axes, (name, values) in zip(panels, groups.items(), strict=True):
        counts, _ = np.histogram(values, bins)
        refused = np.where(bins[1:] <= threshold, counts, 0)
        axes.stairs(counts / counts.max(), bins, **known)
        axes.stairs(refused / counts.max(), bins, **unknown)
        axes.axvline(threshold, color=style.INK, linestyle="--", linewidth=1.2)
        axes.set_ylabel(name, rotation=0, ha="right", va="center", labelpad=8)
        axes.set(yticks=[], ylim=(0, 1.1))
        axes.grid(False)
        axes.spines["left"].set_visible(False)
    panels[-1].set_xlabel("familiarity")
    for words, side in (("← refused ", "right"), (" known →", "left")):
        panels[0].text(threshold, 1.08, words, ha=side, transform=panels[0].get_xaxis_transform())
    return Picture(
        figure,
        "Histograms of familiarity, one below the other, with a dashed line at the threshold; "
        f"what lies left of it is refused. Rows: {', '.join(groups)}.",
    )
