"""The signal on its way through the layers, which the initial weights keep or lose."""

import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ...app import style
from ..picture import Picture, chart, styled


@styled()
def signal(panels: dict[str, list[np.ndarray]], quantity: str) -> Picture:
    """How large a quantity is in each layer: one histogram a layer, on a logarithmic axis.

    A panel holds the values in every layer, first layer first; zeros are left out. `quantity`,
    "activation" or "delta", labels the axis.
    """
    logs = {
        title: [np.log10(np.abs(values[values != 0])) for values in layers]
        for title, layers in panels.items()
    }
    every_layer = [values for layers in logs.values() for values in layers]
    low = min(np.median(values) for values in every_layer) - 2
    high = max(values.max() for values in every_layer)
    bins = np.linspace(low, high, 60)
    centres = (bins[1:] + bins[:-1]) / 2
    figure, grid = chart(3.5, 1, len(panels), sharey=True, squeeze=False)
    for axes, (title, layers) in zip(grid.flat, logs.items(), strict=True):
        for i, values in enumerate(layers):
            heights, _ = np.histogram(values, bins)
            heights = 0.85 * heights / max(heights.max(), 1)
            axes.fill_between(centres, -i, heights - i, color=style.BLUE, alpha=0.3, linewidth=0)
            axes.plot(centres, heights - i, color=style.BLUE, linewidth=1.2)
            middle = np.median(values)
            axes.plot([middle, middle], [-i, 0.85 - i], color=style.INK, linewidth=2)
        axes.set(title=title, xlim=(low, high))
        axes.grid(visible=False, axis="y")
        axes.xaxis.set_major_locator(MaxNLocator(4, integer=True))
        axes.xaxis.set_major_formatter(FuncFormatter(_power_of_ten))
    count = len(layers)
    grid[0, 0].set_yticks(-np.arange(count), [f"layer {i + 1}" for i in range(count)])
    figure.supxlabel(f"size of each {quantity} (logarithmic; black: the middle one)", fontsize=11)
    return Picture(
        figure,
        f"Histograms of the size of each {quantity}, one below the other for every layer, in a "
        f"panel each for: {', '.join(panels)}.",
    )


def _power_of_ten(exponent, _position) -> str:
    return f"{10.0**exponent:,g}" if -3 < exponent < 4 else f"1e{exponent:.0f}"
