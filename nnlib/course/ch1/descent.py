"""Walks downhill on a quadratic bowl, step by step."""

from collections.abc import Sequence

import numpy as np
from matplotlib.ticker import MaxNLocator

from ...app import style
from ..bowl import contours
from ..picture import Picture, chart, live_figure, styled


@styled()
def descents(paths: dict[str, np.ndarray], curvatures: Sequence[float]) -> Picture:
    """Walks on a bowl ``½ (λ₁ θ₁² + λ₂ θ₂²)``, one panel each, under its title.

    A walk's points have shape (steps + 1, 2).
    """
    figure, panels = chart(2.9, 1, len(paths), sharey=True, squeeze=False)
    for axes, (title, path) in zip(panels.flat, paths.items(), strict=True):
        _walk_on_bowl(axes, path, curvatures)
        axes.set_xlabel("θ₁")
        axes.set_title(title, fontsize=11)
    panels[0, 0].set_ylabel("θ₂")
    return Picture(
        figure, "Contour lines of an oval bowl with a walk in each panel: " + "; ".join(paths) + "."
    )


@styled()
def one_descent(path: np.ndarray, losses: np.ndarray, curvatures: Sequence[float]) -> Picture:
    """One walk on the bowl, and the loss after each of its steps."""
    figure = live_figure(3.0, left=0.09, right=0.98, bottom=0.19, top=0.87, wspace=0.32)
    left, right = figure.subplots(1, 2)
    _walk_on_bowl(left, path, curvatures)
    left.set(title="The walk", xlabel="θ₁", ylabel="θ₂")
    right.semilogy(losses, color=style.BLUE, marker="o", markersize=4)
    right.set(title="The loss", xlabel="step", ylim=(1e-6, 1e4))
    right.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    right.set_yticks([1e-6, 1e-3, 1, 1e3], ["10⁻⁶", "10⁻³", "1", "10³"])
    right.minorticks_off()
    return Picture(
        figure,
        "On the left a walk on the contour lines of an oval bowl; on the right the loss after "
        "each step, on a logarithmic axis.",
    )


def _walk_on_bowl(axes, path: np.ndarray, curvatures: Sequence[float]) -> None:
    heights = np.geomspace(0.02, 30, 9)
    axes.plot(*contours(curvatures, heights), color=style.GRID, linewidth=1.2)
    axes.plot(0, 0, marker="+", markersize=10, color=style.INK)
    axes.set(xlim=(-2.4, 2.4), ylim=(-2.4, 2.4))
    axes.grid(False)
    axes.plot(*path.T, color=style.BLUE, marker="o", markersize=4, linewidth=1.2)
    axes.plot(*path[0], marker="s", markersize=8, color=style.VERMILION)
