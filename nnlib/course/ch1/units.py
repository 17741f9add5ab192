"""Neurons as pictures: one of them, a layer of them, and the bend between two layers."""

from collections.abc import Sequence

import numpy as np
from matplotlib.patches import Rectangle

from ...app import style
from ..axes import bare
from ..picture import Picture, chart, styled

ARROW = {"arrowstyle": "-|>", "color": style.INK, "shrinkA": 0, "shrinkB": 0}
CENTRE = {"ha": "center", "va": "center"}
BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def plain(value: float) -> str:
    """A number in few digits, with a real minus."""
    return f"{value + 0.0:.3g}".replace("-", "−")


def circle(axes, x: float, y: float, words: str, size: float = 40, **look) -> None:
    """A unit: a circle with words in it."""
    edge = {"color": style.PAPER, "markeredgecolor": style.INK}
    axes.plot(x, y, "o", markersize=size, zorder=2, **edge)
    axes.text(x, y, words, zorder=3, **CENTRE, **look)


def arrow(axes, begin, end, **look) -> None:
    """An arrow from one point to another."""
    axes.annotate("", end, begin, arrowprops=ARROW | look, zorder=1)


@styled()
def neuron(x: Sequence[float], w: Sequence[float], b: float) -> Picture:
    """A neuron of two inputs: what comes in, what it is multiplied by, and the sum."""
    figure, axes = chart(2.5)
    bare(axes)
    axes.set(xlim=(-0.25, 4.25), ylim=(-0.65, 2.2))
    bold = {"color": style.BLUE, "fontweight": "bold"}
    for i, (value, weight) in enumerate(zip(x, w, strict=True)):
        y = 1.5 - 1.5 * i
        circle(axes, 0, y, f"{value:g}", **bold)
        number = str(i + 1).translate(BELOW)
        axes.text(0, y - 0.5, f"input x{number}", fontsize=10, color=style.MUTED, **CENTRE)
        arrow(axes, (0.24, y - 0.05 * (1 - 2 * i)), (2.14, 0.75 + 0.2 * (1 - 2 * i)))
        words = f"weight w{number} = {weight:g}:  {value:g} · {weight:g} = {value * weight:g}"
        turn = {"rotation": -12.5 * (1 - 2 * i), "fontsize": 10}
        axes.text(1.18, 0.75 + (0.67 if i == 0 else -0.67), words, **CENTRE, **turn)
    total = sum(value * weight for value, weight in zip(x, w, strict=True)) + b
    circle(axes, 2.45, 0.75, "add", size=46)
    axes.text(2.45, 2.0, f"bias b = {plain(b)}", fontsize=10, **CENTRE)
    arrow(axes, (2.45, 1.85), (2.45, 1.18))
    arrow(axes, (2.76, 0.75), (3.55, 0.75))
    circle(axes, 3.85, 0.75, f"{total:.3g}", **bold)
    axes.text(3.85, 0.25, "output z", fontsize=10, color=style.MUTED, **CENTRE)
    return Picture(
        figure,
        "Two input circles with arrows to a circle that adds; on each arrow a weight and its "
        "product with the input; a bias comes from above, and the sum leaves to the right.",
    )


@styled()
def layer(j: int = 1) -> Picture:
    """Three inputs and two neurons beside their table of weights; neuron j is set off."""
    figure, (left, right) = chart(2.6, 1, 2, width_ratios=(1.15, 1))
    for axes in (left, right):
        bare(axes)
    left.set(xlim=(-0.3, 2.4), ylim=(-0.5, 2.5))
    for i, k in np.ndindex(3, 2):
        look = {"color": style.INK if k == j else style.CONTOUR, "linewidth": 2 if k == j else 1}
        left.plot([0, 1.7], [2 - i, 1.5 - k], zorder=1, **look)
    for i in range(3):
        circle(left, 0, 2 - i, f"x{str(i + 1).translate(BELOW)}", size=32)
    for k in range(2):
        circle(left, 1.7, 1.5 - k, f"z{str(k + 1).translate(BELOW)}", size=32)
    left.set_title("Two neurons, three inputs", fontsize=12)

    right.set(xlim=(-0.9, 2.3), ylim=(-0.5, 4.1))
    box = {"fill": False, "edgecolor": style.INK}
    for i, k in np.ndindex(4, 2):
        name = "W" + str(10 * (i + 1) + k + 1) if i < 3 else f"b{k + 1}"
        y = 2.75 - 0.75 * i - (0.3 if i == 3 else 0)
        right.add_patch(Rectangle((k, y), 1, 0.75, linewidth=2.5 if k == j else 1, **box))
        if k == j:
            right.add_patch(Rectangle((k, y), 1, 0.75, color=style.GRID, alpha=0.5))
        right.text(k + 0.5, y + 0.36, name[0] + name[1:].translate(BELOW), **CENTRE)
    for i in range(3):
        name = f"x{str(i + 1).translate(BELOW)}"
        right.text(-0.3, 3.1 - 0.75 * i, name, color=style.MUTED, **CENTRE)
    for k in range(2):
        name = f"z{str(k + 1).translate(BELOW)}"
        right.text(k + 0.5, 3.8, name, color=style.MUTED, **CENTRE)
    right.set_title("Their weights and biases", fontsize=12)
    return Picture(
        figure,
        "Three input circles joined to two neurons, the lines into the second drawn bold; beside "
        "it a table of weights with a row for each input and a column for each neuron, the "
        "second column set off, and a row of biases below.",
    )


@styled()
def bends() -> Picture:
    """A line, the same after a ReLU, and what three such bends add up to."""
    x = np.linspace(-2, 2.5, 200)
    figure, (line, bend, total) = chart(2.5, 1, 3, sharey=True)
    line.plot(x, x, color=style.BLUE)
    line.set_title("A line", fontsize=12)
    bend.plot(x, x, color=style.CONTOUR, linestyle=":")
    bend.plot(x, np.maximum(x, 0), color=style.BLUE)
    bend.set_title("Its ReLU", fontsize=12)
    parts = [w * np.maximum(x - at, 0) for w, at in ((1.2, -1.5), (-2.6, -0.2), (2.8, 1.0))]
    for part, dash in zip(parts, ("--", "-.", ":"), strict=True):
        total.plot(x, part, color=style.MUTED, linestyle=dash, linewidth=1.3)
    total.plot(x, sum(parts), color=style.BLUE, linewidth=2.5)
    total.set_title("Three, added up", fontsize=12)
    for axes in (line, bend, total):
        axes.set(ylim=(-2.2, 2.7), xlabel="x", xticks=(-2, 0, 2))
    return Picture(
        figure,
        "Three charts: a rising straight line; the same line, flat at zero on the left; three "
        "such bent lines, dashed, and their sum, a zigzag of four straight pieces.",
    )
