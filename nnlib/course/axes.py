"""Parts that the chapters' figures share: lines' looks, frames, ticks, and the answer's bars."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from ..app import style
from ..arguments import unit
from .picture import live_figure

HATCH = "////"
SHARES = FuncFormatter(lambda value, _: f"{100 * value:g}%")  # also below one per cent


def series(i: int) -> dict[str, str]:
    """The look of the i-th of several lines, so that they are told apart without colour too."""
    return {"color": style.SERIES[i], "linestyle": style.DASHES[i], "marker": style.MARKERS[i]}


def bare(axes) -> None:
    """No ticks, no grid, no frame."""
    axes.set(xticks=[], yticks=[])
    axes.grid(False)
    axes.spines[:].set_visible(False)


def framed(axes) -> None:
    """No ticks, no grid, and a thin frame on all four sides."""
    axes.set(xticks=[], yticks=[])
    axes.grid(False)
    axes.spines[:].set(visible=True, color=style.GRID)


def show_digit(axes, image: np.ndarray) -> None:
    """An image of a digit in a thin frame; uint8 counts to 255."""
    axes.imshow(image, vmin=0, vmax=1 / unit(image))
    framed(axes)


def plain_ticks(axis, values) -> None:
    """Put plain numbers, no powers, on a logarithmic axis."""
    axis.set_major_locator(FixedLocator(values))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))


def note(axes, words: str, point, shift, fontsize: float = 10, **look) -> None:
    """Words beside a point of a chart, shifted to the right and up by printer's points."""
    axes.annotate(words, point, shift, textcoords="offset points", fontsize=fontsize, **look)


def answer_bars(
    axes, probabilities: np.ndarray, label: int | None = None, fontsize: float = 13
) -> None:
    """A bar for each digit's probability; the title says which is the largest.

    That one is blue, or vermilion if the digit is known to be another.
    """
    best = int(probabilities.argmax())
    colours = [style.MUTED] * len(probabilities)
    colours[best] = style.BLUE if label in (None, best) else style.VERMILION
    axes.barh(range(len(probabilities)), probabilities, color=colours)
    axes.set(xlim=(0, 1), ylim=(9.6, -0.6), xticks=[], yticks=range(len(probabilities)))
    axes.grid(False)
    axes.set_title(f"It reads {best} ({min(probabilities[best], 0.99):.0%})", fontsize=fontsize)


def reading(titles: tuple[str, str], probabilities: np.ndarray) -> tuple[Figure, list]:
    """A live figure of two panels to draw in, under their titles, and the answer's bars."""
    figure = live_figure(2.5)
    edges = (0.01, 0.31), (0.34, 0.31), (0.71, 0.28)  # left end and width of each panel
    *panels, right = [figure.add_axes((left, 0.06, width, 0.78)) for left, width in edges]
    for axes, title in zip(panels, titles, strict=True):
        axes.set_title(title)
    answer_bars(right, probabilities)
    return figure, panels
