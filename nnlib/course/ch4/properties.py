"""Properties of tensors, held against MNIST's."""

from collections.abc import Mapping

import numpy as np
from matplotlib.ticker import MaxNLocator

from ...app import style
from ...images.diagnostics import MNIST_TABLE, PERCENTILES
from ...images.strokes import SIDE
from ..picture import Picture, chart, styled

PROPERTIES = {
    "density": "ink (sum of pixels)",
    "centre_offset": "off the centre (px)",
    "area_ratio": "box's share of area",
    "size": "longer side (px)",
    "aspect": "width over height",
    "thickness": "stroke thickness (px)",
}


@styled()
def properties_compared(sets: Mapping[str, Mapping[str, np.ndarray]], title: str) -> Picture:
    """Each property of some sets of tensors, as `diagnostics.measure` gives it, beside MNIST's."""
    low, middle, high = (PERCENTILES.index(p) for p in (1, 50, 99))
    figure, panels = chart(3.1 + 0.6 * len(sets), 3, 2, sharey=True)
    for axes, (name, words) in zip(panels.flat, PROPERTIES.items(), strict=True):
        row = MNIST_TABLE[name]
        grey = {"color": style.GRID, "edgecolor": style.MUTED}
        axes.barh(0, row[high] - row[low], 0.6, row[low], **grey)
        axes.plot([row[middle]] * 2, [-0.3, 0.3], color=style.INK)
        furthest = row[high]
        for i, measured in enumerate(sets.values(), 1):
            first, left, median, right, last = np.percentile(measured[name], (1, 25, 50, 75, 99))
            look = {"color": style.SERIES[i - 1]}
            axes.plot([first, last], [i, i], linewidth=3, **look)
            axes.barh(i, right - left, 0.5, left, **look)
            axes.plot(median, i, "o", color=style.PAPER, markeredgecolor=style.INK, ms=7)
            furthest = max(furthest, last)
        axes.set_yticks(range(len(sets) + 1), ["MNIST", *sets])
        axes.set(ylim=(len(sets) + 0.6, -0.6), xlim=(0, 1.06 * furthest))
        axes.set_title(words, fontsize=11, fontweight="normal")
        axes.xaxis.set_major_locator(MaxNLocator(5))
        axes.tick_params(labelsize=10)
        axes.grid(False, axis="y")
    figure.suptitle(title, fontsize=13, fontweight="bold", x=0.01, ha="left")
    return Picture(
        figure,
        f"{title}. One panel for each of {', '.join(PROPERTIES.values())}: a grey bar for "
        f"MNIST's range, and below it one with a dot at the median for each of {', '.join(sets)}.",
    )


@styled()
def deviation_map(deviation: np.ndarray) -> Picture:
    """Each pixel's standard deviation over a training set, with crosses where it is zero."""
    deviation = deviation.reshape(SIDE, SIDE)
    figure, axes = chart(4.3)
    shown = np.ma.masked_equal(deviation, 0)
    image = axes.imshow(np.ma.log10(shown), cmap="Blues", vmin=-5, vmax=0)
    rows, columns = np.nonzero(deviation == 0)
    axes.plot(columns, rows, "x", color=style.VERMILION, ms=6, mew=1.8)
    bar = figure.colorbar(image, ax=axes, shrink=0.9)
    bar.set_ticks([-5, -3, -1], labels=["0.00001", "0.001", "0.1"])
    bar.outline.set_visible(False)
    axes.set_title("Standard deviation of each pixel", fontsize=13)
    axes.set(xticks=[0, 14, 27], yticks=[0, 14, 27])
    axes.grid(False)
    return Picture(
        figure,
        "A map of 28 by 28 pixels, dark in the middle and pale towards the edge; crosses in "
        "the corners and along the edge mark the pixels that never vary.",
    )
