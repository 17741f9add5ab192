"""A class as a picture: how well each writer is read, before and after learning from the others."""

import numpy as np

from ...app import style
from ..classroom import ClassHand
from ..picture import Picture, chart, styled


@styled()
def writers(found: ClassHand) -> Picture:
    """A column for each writer, the hardest to read on the left: a ring before, a dot after."""
    rows = found.hardest(len(set(found.writers)))
    before, after = (100 * np.array([row[i] for row in rows]) for i in (2, 3))
    figure, axes = chart(3.6)
    x = np.arange(len(rows))
    axes.vlines(x, before, after, style.CONTOUR, linewidth=3)
    axes.plot(x, before, "o", color=style.VERMILION, mfc="none", mew=1.8, ms=9, label="before")
    axes.plot(x, after, "o", color=style.BLUE, ms=5, label="after")
    axes.set_title("read correctly, %")
    axes.set(xlabel="writers, the hardest to read first", xticks=[])
    axes.grid(False, axis="x")
    axes.legend(loc="lower right")
    return Picture(
        figure,
        "A column for each writer, those who are read worst on the left. Rings show the share read "
        "correctly before, dots the share after learning from the classmates' drawings.",
    )
