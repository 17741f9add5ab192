"""Who is read how: a dot for each writer, since an average hides the one who is not read."""

import numpy as np
from matplotlib.ticker import MultipleLocator, PercentFormatter

from ...app import style
from ...intervals import ByWriter
from ..axes import note
from ..picture import Picture, chart, styled


@styled()
def writers_read(shares: ByWriter, title: str) -> Picture:
    """The share read of each writer, sorted, over a band for the interval of the whole."""
    values = [share for _, share, _ in shares.writers]
    counts = np.array([count for *_, count in shares.writers])
    figure, axes = chart(3.4)
    axes.axhspan(shares.low, shares.high, color=style.GRID)
    axes.axhline(shares.share, color=style.MUTED, linewidth=1.2)
    sizes = 14 + 90 * counts / counts.max()
    axes.scatter(range(len(values)), values, sizes, color=style.BLUE, edgecolors=style.PAPER)
    for words, writer, down in (("worst", shares.worst, -14), ("median", shares.median, -52)):
        i = shares.writers.index(writer)
        line = {"arrowprops": {"arrowstyle": "-", "color": style.MUTED}}
        note(axes, f"{words}: {writer[1]:.1%}", (i, writer[1]), (8, down), **line)
    axes.set(title=title, xlabel="writers, from the worst read to the best", xticks=[])
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.yaxis.set_major_locator(MultipleLocator(0.05))
    axes.set_ylim(min(values) - 0.06, 1.02)
    return Picture(
        figure,
        f"{title}: a dot for each writer, sorted, rising steeply at first and then flat near one "
        "hundred per cent; a grey band for the interval of the whole.",
    )
