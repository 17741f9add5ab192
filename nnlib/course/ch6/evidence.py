"""The evidence for an answer as a picture: which pixels speak for it, and which against."""

import numpy as np
from matplotlib.figure import Figure

from ...app import style
from ...app.attribution import Margin
from ...images.strokes import SIDE
from ..axes import framed, show_digit
from ..picture import Picture, styled
from .erasing import without

LARGEST = 78  # printer's points squared: the marker of the strongest pixel


@styled()
def evidence_map(
    image: np.ndarray, margin: Margin, erased: np.ndarray, digit: int, other: int
) -> Picture:
    """A square for each pixel, the larger the more it says; beside it what will be erased.

    Full squares speak for `digit`, empty ones for `other`; `erased` are numbers of pixels.
    """
    figure = Figure(figsize=(style.WIDTH, 4.5))
    panels = figure.subplot_mosaic([["map", "before"], ["map", "after"]], width_ratios=[2.1, 1])
    axes = panels["map"]
    axes.imshow(image, vmin=0, vmax=3.2)  # faint, below the squares
    framed(axes)
    y, x = np.divmod(np.arange(SIDE * SIDE), SIDE)
    size = LARGEST * np.abs(margin.pixels) / np.abs(margin.pixels).max()
    for speaks, colour, face in (
        (margin.pixels > 0, style.BLUE, style.BLUE),
        (margin.pixels < 0, style.VERMILION, "none"),
    ):
        axes.scatter(
            x[speaks],
            y[speaks],
            size[speaks],
            marker="s",
            facecolors=face,
            edgecolors=colour,
            linewidths=0.8,
        )
    axes.set_title(f"full: for {digit}, empty: for {other}")
    show_digit(panels["before"], image)
    panels["before"].plot(x[erased], y[erased], "x", color=style.VERMILION, ms=4, mew=1.4)
    panels["before"].set_title("will be erased")
    show_digit(panels["after"], without(image, erased))
    panels["after"].set_title("erased")
    return Picture(
        figure,
        f"On the left a square for each pixel, full where it speaks for {digit} and empty where it "
        f"speaks for {other}, the larger the more. On the right the drawing with crosses on the "
        "pixels that speak most, and without them.",
    )
