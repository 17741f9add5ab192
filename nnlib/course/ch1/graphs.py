"""Networks as graphs: the values that flow forward and the derivatives that flow back."""

from collections.abc import Sequence

import numpy as np
from matplotlib.patches import FancyBboxPatch

from ...app import style
from ..axes import bare
from ..picture import Picture, chart, styled
from .units import CENTRE, arrow, circle, plain

VALUE = {"color": style.BLUE, "fontweight": "bold", **CENTRE}
BACK = {"color": style.VERMILION, "fontstyle": "italic", **CENTRE}


def _box(axes, x: float, y: float, words: str, width: float = 0.3, height: float = 0.3) -> None:
    look = {"boxstyle": "round,pad=0.02", "facecolor": style.PAPER, "edgecolor": style.INK}
    corner = (x - width, y - height)
    axes.add_patch(FancyBboxPatch(corner, 2 * width, 2 * height, zorder=2, **look))
    axes.text(x, y, words, zorder=3, **CENTRE)


@styled()
def computational_graph(x: float, w1: float, w2: float, t: float) -> Picture:
    """``½ (w₂ ReLU(w₁ x) − t)²`` with the value and the derivative of L on every edge."""
    z1 = w1 * x
    a = max(z1, 0.0)
    z2 = w2 * a
    dz2 = z2 - t
    slope = float(z1 > 0)
    da = dz2 * w2
    dz1 = da * slope
    figure, axes = chart(4.1)
    bare(axes)
    axes.set(xlim=(-0.25, 6.2), ylim=(-2.3, 2.15))
    for place, words, width in ((1.1, "×", 0.2), (2.4, "ReLU", 0.36), (3.85, "×", 0.2)):
        _box(axes, place, 0, words, width)
    _box(axes, 5.35, 0, "½(z₂−t)²", 0.52)
    edges = (  # begin, end, where its words are, name, value, what came back, local derivative
        ((0.2, 0.75), (0.95, 0.35), (0.28, 1.6), "w₁", w1, dz1, plain(x)),
        ((0.2, -0.8), (0.95, -0.35), (0.28, -1.05), "x", x, None, ""),
        ((1.33, 0), (2.01, 0), (1.68, 0), "z₁", z1, da, plain(slope)),
        ((2.79, 0), (3.62, 0), (3.12, 0), "a", a, dz2, f"({plain(w2)})"),
        ((3.85, 0.75), (3.85, 0.35), (3.85, 1.6), "w₂", w2, dz2, plain(a)),
        ((4.08, 0), (4.8, 0), (4.5, 0), "z₂", z2, 1.0, f"({plain(z2)} − {plain(t)})"),
        ((5.35, 0.75), (5.35, 0.35), (5.35, 1.0), "t", t, None, ""),
    )
    results = {"w₁": dz1 * x, "z₁": dz1, "a": da, "w₂": dz2 * a, "z₂": dz2}
    for begin, end, (where, height), name, value, back, local in edges:
        arrow(axes, begin, end)
        up, down = (0.52, -0.68) if begin[1] == end[1] else (0.2, -0.3)
        if back is None:
            up = 0.0
        axes.text(where, height + up, f"{name} = {plain(value)}", fontsize=12, **VALUE)
        if back is not None:
            words = f"{plain(back)} · {local}\n= {plain(results[name])}"
            axes.text(where, height + down, words, fontsize=12, **BACK)
    arrow(axes, (5.35, -0.35), (5.35, -0.8))
    axes.text(5.35, -1.02, f"L = {plain(0.5 * dz2**2)}", fontsize=12, **VALUE)
    axes.text(5.35, -1.35, "1", fontsize=12, **BACK)
    key = {"fontsize": 11, "ha": "left", "va": "center"}
    axes.text(-0.1, -1.75, "bold: the value", color=style.BLUE, fontweight="bold", **key)
    words = "italic: what came back · local derivative = derivative of L"
    axes.text(-0.1, -2.12, words, color=style.VERMILION, fontstyle="italic", **key)
    return Picture(
        figure,
        "A graph of boxes: w₁ and x enter a multiplication, then a ReLU, a multiplication with "
        "w₂, and half a square of the difference to t. On each edge a value and below it, in "
        "italics, the product of what came from the right and the local derivative.",
    )


@styled()
def gates() -> Picture:
    """What an addition, a multiplication and a maximum do with the derivative that comes back."""
    figure, grid = chart(2.5, 1, 3)
    rules = (
        ("add: copies", "+", 7, (2, 2)),
        ("multiply: swaps", "×", 12, (8, 6)),
        ("max: picks one", "max", 4, (0, 2)),
    )
    for axes, (title, name, value, back) in zip(grid, rules, strict=True):
        bare(axes)
        axes.set(xlim=(-0.35, 2.75), ylim=(-0.3, 2.3))
        axes.set_title(title, fontsize=12)
        _box(axes, 1.15, 1, name, 0.27, 0.22)
        for y, number, derivative in ((1.75, 3, back[0]), (0.25, 4, back[1])):
            arrow(axes, (0.0, y), (0.85, 1.0 + 0.13 * np.sign(y - 1)))
            axes.text(0.0, y + 0.25, plain(number), **VALUE)
            axes.text(0.0, y - 0.25, plain(derivative), **BACK)
        arrow(axes, (1.45, 1), (2.3, 1))
        axes.text(2.1, 1.28, plain(value), **VALUE)
        axes.text(2.1, 0.72, "2", **BACK)
    return Picture(
        figure,
        "Three gates with the inputs 3 and 4 and a derivative of 2 coming back: the addition "
        "hands 2 to both; the multiplication hands 2 times 4 to the 3 and 2 times 3 to the 4; "
        "the maximum hands 2 to the larger and 0 to the smaller.",
    )


@styled()
def tiny_network(
    values: dict[str, Sequence[float]],
    deltas: dict[str, Sequence[float]],
    biases: dict[str, Sequence[float]],
    weights: dict[str, np.ndarray],
    gradients: dict[str, np.ndarray],
) -> Picture:
    """A network of two inputs, two hidden units and two outputs, with its numbers.

    `values` has two for each of ``x``, ``a``, ``p``; `deltas` two for ``a`` (δ₁, with respect
    to the hidden units' z) and two for ``p`` (δ₂), and so have the `biases`; `weights` and their
    `gradients` are the tables that lead to ``a`` and to ``p``.
    """
    columns = {"x": 0, "a": 1, "p": 2}
    titles = {"x": "input x", "a": "hidden a = ReLU(z₁)", "p": "p = softmax(z₂)"}
    names = {"a": "δ₁", "p": "δ₂"}
    figure, axes = chart(3.7)
    bare(axes)
    axes.set(xlim=(-0.22, 2.36), ylim=(-0.7, 1.55))
    paper = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 1}
    for left, i, j in np.ndindex(2, 2, 2):
        layer = "ap"[left]
        axes.plot([left, left + 1], [1 - i, 1 - j], color=style.GRID, zorder=1)
        x, y = left + 0.31, 1 - i + 0.31 * (i - j)
        look = {"fontsize": 11, "bbox": paper}
        axes.text(x - 0.09, y, plain(weights[layer][i][j]), color=style.INK, **look, **CENTRE)
        axes.text(x + 0.09, y, plain(gradients[layer][i][j]), **look, **BACK)
    for name, x in columns.items():
        axes.text(x, 1.45, titles[name], color=style.MUTED, **CENTRE)
        for unit in (0, 1):
            y = 1 - unit
            circle(axes, x, y, "", size=46)
            axes.text(x, y, f"{values[name][unit]:.3g}", zorder=3, **VALUE)
            if name in deltas:
                axes.text(x, y - 0.37, f"b = {plain(biases[name][unit])}", fontsize=11, **CENTRE)
                words = f"{names[name]} = {plain(deltas[name][unit])}"
                axes.text(x, y - 0.53, words, **BACK)
    return Picture(
        figure,
        "Two input circles, two hidden circles and two output circles, each joined to all of "
        "the next column; in each circle its value, on each line its weight and, in italics, the "
        "weight's gradient, below hidden and output its bias and its delta.",
    )
