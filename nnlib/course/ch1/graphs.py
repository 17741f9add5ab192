"""Networks as graphs: the values that flow forward and the derivatives that flow back."""

from collections.abc import Sequence

import numpy as np
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from ...app import style
from ..picture import Picture, chart, styled


@styled()
def computational_graph(steps: Sequence[tuple[str, str, float, float]]) -> Picture:
    """A chain of operations, values flowing right above it and derivatives left below it.

    Each step has a name, a rule, a value, and the loss's derivative with respect to it.
    """
    figure, axes = chart(2.3)
    axes.axis("off")
    axes.set(xlim=(-0.55, len(steps) - 0.45), ylim=(-1.1, 1.1))
    box = {"boxstyle": "round,pad=0.02", "facecolor": style.PAPER, "edgecolor": style.INK}
    for k, (name, rule, value, derivative) in enumerate(steps):
        axes.add_patch(FancyBboxPatch((k - 0.33, -0.28), 0.66, 0.56, **box))
        axes.text(k, 0.08, name, ha="center", va="center", fontweight="bold")
        axes.text(k, -0.14, rule, ha="center", va="center", fontsize=10, color=style.MUTED)
        axes.text(k, 0.62, f"{value:g}", ha="center", color=style.BLUE)
        axes.text(k, -0.72, f"{derivative:g}", ha="center", color=style.VERMILION)
        if k:
            for y, begin, end, colour in (
                (0.15, k - 0.63, k - 0.37, style.BLUE),
                (-0.15, k - 0.37, k - 0.63, style.VERMILION),
            ):
                arrow = {"arrowstyle": "-|>", "mutation_scale": 12, "color": colour}
                axes.add_patch(FancyArrowPatch((begin, y), (end, y), **arrow))
    axes.text(-0.5, 0.92, "values, forward →", color=style.BLUE, fontsize=10)
    derivatives = {"color": style.VERMILION, "fontsize": 10, "ha": "right"}
    axes.text(len(steps) - 0.5, -1.05, "← derivatives of L, backward", **derivatives)
    return Picture(
        figure,
        "A chain of boxes joined by arrows: "
        + ", ".join(name for name, *_ in steps)
        + ". Above each box its value, below it the derivative of the loss with respect to it.",
    )


@styled()
def tiny_network(
    values: dict[str, Sequence[float]], gradients: dict[str, Sequence[float]]
) -> Picture:
    """A network of two inputs, two hidden units and two outputs, with its numbers.

    `values` has two for each of ``x``, ``a``, ``p``; `gradients` two for ``a`` (δ₁, with respect
    to the hidden units' z) and two for ``p`` (δ₂).
    """
    columns = {"x": 0, "a": 1, "p": 2}
    titles = {"x": "input x", "a": "hidden a = ReLU(z₁)", "p": "output p = softmax(z₂)"}
    deltas = {"a": "δ₁", "p": "δ₂"}
    circle = {"markersize": 46, "color": style.PAPER, "markeredgecolor": style.INK}
    number = {"ha": "center", "va": "center", "color": style.BLUE, "fontweight": "bold"}
    figure, axes = chart(3.0)
    axes.axis("off")
    axes.set(xlim=(-0.4, 2.4), ylim=(-0.65, 1.6))
    for left, i, j in np.ndindex(2, 2, 2):
        axes.plot([left, left + 1], [1 - i, 1 - j], color=style.GRID, zorder=1)
    for name, x in columns.items():
        axes.text(x, 1.5, titles[name], ha="center", color=style.MUTED)
        for unit in (0, 1):
            y = 1 - unit
            axes.plot(x, y, "o", zorder=2, **circle)
            axes.text(x, y, f"{values[name][unit]:.3g}", **number)
            if name in gradients:
                words = f"{deltas[name]} = {gradients[name][unit]:.3g}"
                axes.text(x, y - 0.45, words, ha="center", color=style.VERMILION)
    return Picture(
        figure,
        "Two input circles, two hidden circles and two output circles, each joined to all of "
        "the next column; in each circle its value, below hidden and output its delta.",
    )
