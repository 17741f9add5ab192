"""Figures of chapter 1: graphs with numbers on them, gradient checks, and walks downhill."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.ticker import MaxNLocator

from ...app import style
from ..picture import Picture, styled


def surprise() -> Picture:
    """The loss of one sample, −log p, over the probability of its true class."""
    p = np.linspace(0.005, 1, 400)
    with styled():
        figure = Figure(figsize=(style.WIDTH, 2.9))
        axes = figure.subplots()
        axes.plot(p, -np.log(p), color=style.BLUE)
        for value, note, shift in (
            (0.1, "p = 0.1: a guess among ten", (9, 6)),
            (0.5, "p = 0.5: even odds", (6, 10)),
            (0.98, "p = 0.98: nearly sure", (-150, 62)),
        ):
            at = (value, -np.log(value))
            arrow = {"arrowstyle": "-", "color": style.MUTED} if shift[0] < 0 else None
            axes.plot(*at, marker="o", color=style.VERMILION)
            axes.annotate(note, at, shift, textcoords="offset points", arrowprops=arrow)
        axes.set(
            title="The loss of one sample", xlabel="probability of the true class, p", ylabel="nats"
        )
        axes.set_xlim(0, 1.02)
        return Picture(
            figure,
            "A curve that falls from high on the left, where the true class was given almost no "
            "probability, to zero on the right, where it was given all of it.",
        )


def computational_graph(steps: Sequence[tuple[str, str, float, float]]) -> Picture:
    """A chain of operations, values flowing right above it and derivatives left below it.

    Parameters
    ----------
    steps : sequence of (name, rule, value, derivative)
        The derivative is the loss's, with respect to this step.
    """
    with styled():
        figure = Figure(figsize=(style.WIDTH, 2.3))
        axes = figure.subplots()
        axes.axis("off")
        axes.set(xlim=(-0.55, len(steps) - 0.45), ylim=(-1.1, 1.1))
        for k, (name, rule, value, derivative) in enumerate(steps):
            box = FancyBboxPatch(
                (k - 0.33, -0.28),
                0.66,
                0.56,
                boxstyle="round,pad=0.02",
                facecolor=style.PAPER,
                edgecolor=style.INK,
            )
            axes.add_patch(box)
            axes.text(k, 0.08, name, ha="center", va="center", fontweight="bold")
            axes.text(k, -0.14, rule, ha="center", va="center", fontsize=10, color=style.MUTED)
            axes.text(k, 0.62, f"{value:g}", ha="center", color=style.BLUE)
            axes.text(k, -0.72, f"{derivative:g}", ha="center", color=style.VERMILION)
            if k:
                for y, begin, end, colour in (
                    (0.15, k - 0.63, k - 0.37, style.BLUE),
                    (-0.15, k - 0.37, k - 0.63, style.VERMILION),
                ):
                    arrow = FancyArrowPatch(
                        (begin, y), (end, y), arrowstyle="-|>", mutation_scale=12, color=colour
                    )
                    axes.add_patch(arrow)
        axes.text(-0.5, 0.92, "values, forward →", color=style.BLUE, fontsize=10)
        axes.text(
            len(steps) - 0.5,
            -1.05,
            "← derivatives of L, backward",
            color=style.VERMILION,
            fontsize=10,
            ha="right",
        )
        return Picture(
            figure,
            "A chain of boxes joined by arrows: "
            + ", ".join(name for name, *_ in steps)
            + ". Above each box its value, below it the derivative of the loss with respect to it.",
        )


def tiny_network(values: dict[str, Sequence[float]], gradients: dict[str, Sequence[float]]):
    """A network of two inputs, two hidden units and two outputs, with its numbers.

    Parameters
    ----------
    values : dict
        Two numbers each for ``x``, ``a``, ``p``.
    gradients : dict
        Two numbers each for ``a`` (δ₁, with respect to the hidden units' z) and ``p`` (δ₂).

    Returns
    -------
    Picture
    """
    columns = {"x": 0, "a": 1, "p": 2}
    titles = {"x": "input x", "a": "hidden a = ReLU(z₁)", "p": "output p = softmax(z₂)"}
    deltas = {"a": "δ₁", "p": "δ₂"}
    with styled():
        figure = Figure(figsize=(style.WIDTH, 3.0))
        axes = figure.subplots()
        axes.axis("off")
        axes.set(xlim=(-0.4, 2.4), ylim=(-0.65, 1.6))
        for left, right in (("x", "a"), ("a", "p")):
            for i in (0, 1):
                for j in (0, 1):
                    axes.plot(
                        [columns[left], columns[right]], [1 - i, 1 - j], color=style.GRID, zorder=1
                    )
        for name, column in columns.items():
            axes.text(column, 1.5, titles[name], ha="center", color=style.MUTED)
            for unit in (0, 1):
                at = (column, 1 - unit)
                axes.plot(
                    *at, "o", markersize=46, color=style.PAPER, markeredgecolor=style.INK, zorder=2
                )
                axes.text(
                    *at,
                    f"{values[name][unit]:.3g}",
                    ha="center",
                    va="center",
                    color=style.BLUE,
                    fontweight="bold",
                )
                if name in gradients:
                    axes.text(
                        column,
                        at[1] - 0.45,
                        f"{deltas[name]} = {gradients[name][unit]:.3g}",
                        ha="center",
                        color=style.VERMILION,
                    )
        return Picture(
            figure,
            "Two input circles, two hidden circles and two output circles, each joined to all of "
            "the next column; in each circle its value, below hidden and output its delta.",
        )


def gradient_check_curve(steps: np.ndarray, errors: dict[str, np.ndarray]) -> Picture:
    """The error of a numerical gradient over the step size, one V for each precision."""
    with styled():
        figure = Figure(figsize=(style.WIDTH, 3.2))
        axes = figure.subplots()
        for i, (name, error) in enumerate(errors.items()):
            axes.loglog(
                steps,
                error,
                color=style.SERIES[i],
                linestyle=style.DASHES[i],
                marker=style.MARKERS[i],
                markersize=4,
                label=name,
            )
        axes.set(
            title="How wrong a numerical gradient is",
            xlabel="step h (log scale)",
            ylabel="relative error (log scale)",
        )
        axes.legend()
        return Picture(
            figure,
            "Two V-shaped curves on logarithmic axes, one for float64 and one for float32: the "
            "error falls with the step, reaches a lowest point, and rises again.",
        )


def descents(paths: dict[str, np.ndarray], curvatures: Sequence[float]) -> Picture:
    """Walks on a bowl ``½ (λ₁ θ₁² + λ₂ θ₂²)``, one panel each.

    Parameters
    ----------
    paths : dict
        A title, and the points visited, shape (steps + 1, 2).
    curvatures : (λ₁, λ₂)
    """
    with styled():
        figure = Figure(figsize=(style.WIDTH, 2.9))
        panels = np.atleast_1d(figure.subplots(1, len(paths), sharey=True))
        for axes, (title, path) in zip(panels, paths.items(), strict=True):
            _bowl(axes, curvatures)
            _walk(axes, path)
            axes.set(xlabel="θ₁")
            axes.set_title(title, fontsize=11)
        panels[0].set(ylabel="θ₂")
        return Picture(
            figure,
            "Contour lines of an oval bowl with a walk in each panel: " + "; ".join(paths) + ".",
        )


def one_descent(path: np.ndarray, losses: np.ndarray, curvatures: Sequence[float]) -> Picture:
    """One walk on the bowl, and the loss after each of its steps."""
    with styled():
        figure = Figure(figsize=(style.WIDTH, 3.0), dpi=style.LIVE_DPI, layout="none")
        left, right = figure.subplots(1, 2)
        figure.subplots_adjust(left=0.09, right=0.98, bottom=0.19, top=0.87, wspace=0.32)
        _bowl(left, curvatures)
        _walk(left, path)
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


def one_weight(
    name: str, loss: Callable[[float], float], value: float, slope: float, span: float = 3.0
) -> Picture:
    """The loss as a function of a single weight, with its tangent at the present value."""
    grid = np.linspace(-span, span, 97)
    curve = np.array([loss(w) for w in grid])
    here = loss(value)
    reach = np.array([-0.9, 0.9])
    with styled():
        figure = Figure(figsize=(style.WIDTH, 3.2), dpi=style.LIVE_DPI, layout="none")
        axes = figure.subplots()
        figure.subplots_adjust(left=0.12, right=0.97, bottom=0.19, top=0.87)
        axes.plot(grid, curve, color=style.BLUE)
        axes.plot(value + reach, here + slope * reach, color=style.VERMILION, linestyle="--")
        axes.plot(value, here, marker="o", markersize=9, color=style.VERMILION)
        axes.set(
            title=f"Loss over {name}: here {here:.3f}, slope {slope:+.3f}",
            xlabel=name,
            ylabel="loss (nats)",
            xlim=(-span, span),
            ylim=(0, max(curve.max(), 1) * 1.1),
        )
        return Picture(
            figure,
            f"The loss as a curve over the weight {name}; a dot at its present value, and the "
            "tangent there as a dashed line.",
        )


def _bowl(axes, curvatures: Sequence[float]) -> None:
    # every contour of ½ (λ₁ θ₁² + λ₂ θ₂²) is an ellipse; a NaN lifts the pen between two of them
    turn = np.append(np.linspace(0, 2 * np.pi, 120), np.nan)
    radii = np.sqrt(2 * np.geomspace(0.02, 30, 9)[:, None] / np.array(curvatures)[:, None, None])
    theta1, theta2 = radii[0] * np.cos(turn), radii[1] * np.sin(turn)
    axes.plot(theta1.ravel(), theta2.ravel(), color=style.GRID, linewidth=1.2)
    axes.plot(0, 0, marker="+", markersize=10, color=style.INK)
    axes.set(xlim=(-2.4, 2.4), ylim=(-2.4, 2.4))
    axes.grid(False)


def _walk(axes, path: np.ndarray) -> None:
    axes.plot(*path.T, color=style.BLUE, marker="o", markersize=4, linewidth=1.2)
    axes.plot(*path[0], marker="s", markersize=8, color=style.VERMILION)
