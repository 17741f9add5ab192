"""Curves and their slopes: the loss over a probability or a weight, and a numerical gradient."""

from collections.abc import Callable

import numpy as np

from ...app import style
from ..axes import series
from ..picture import Picture, chart, live_figure, styled


@styled()
def surprise() -> Picture:
    """The loss of one sample, −log p, over the probability of its true class."""
    p = np.linspace(0.005, 1, 400)
    figure, axes = chart(2.9)
    axes.plot(p, -np.log(p), color=style.BLUE)
    for value, note, shift in (
        (0.05, "p = 0.05: a guess among twenty", (9, 3)),
        (0.5, "p = 0.5: even odds", (6, 10)),
        (0.98, "p = 0.98: nearly sure", (-150, 62)),
    ):
        point = (value, -np.log(value))
        arrow = {"arrowstyle": "-", "color": style.MUTED} if shift[0] < 0 else None
        axes.plot(*point, marker="o", color=style.VERMILION)
        axes.annotate(note, point, shift, textcoords="offset points", arrowprops=arrow)
    axes.set(title="The loss of one sample", ylabel="nats", xlim=(0, 1.02))
    axes.set_xlabel("probability of the true class, p")
    return Picture(
        figure,
        "A curve that falls from high on the left, where the true class was given almost no "
        "probability, to zero on the right, where it was given all of it.",
    )


@styled()
def one_weight(
    name: str, loss: Callable[[float], float], value: float, slope: float, span: float = 3.0
) -> Picture:
    """The loss as a function of a single weight, with its tangent at the present value."""
    grid = np.linspace(-span, span, 97)
    curve = np.array([loss(w) for w in grid])
    here = loss(value)
    reach = np.array([-0.9, 0.9])
    figure = live_figure(3.2, left=0.12, right=0.97, bottom=0.19, top=0.87)
    axes = figure.subplots()
    axes.plot(grid, curve, color=style.BLUE)
    axes.plot(value + reach, here + slope * reach, color=style.VERMILION, linestyle="--")
    axes.plot(value, here, marker="o", markersize=9, color=style.VERMILION)
    axes.set(xlim=(-span, span), ylim=(0, max(curve.max(), 1) * 1.1))
    axes.set(xlabel=name, ylabel="loss (nats)")
    axes.set_title(f"Loss over {name}: here {here:.3f}, slope {slope:+.3f}")
    return Picture(
        figure,
        f"The loss as a curve over the weight {name}; a dot at its present value, and the "
        "tangent there as a dashed line.",
    )


@styled()
def gradient_check_curve(steps: np.ndarray, errors: dict[str, np.ndarray]) -> Picture:
    """The error of a numerical gradient over the step size, one V for each precision."""
    figure, axes = chart(3.2)
    for i, (name, error) in enumerate(errors.items()):
        axes.loglog(steps, error, markersize=4, label=name, **series(i))
    axes.set(title="How wrong a numerical gradient is", xlabel="step h (log scale)")
    axes.set_ylabel("relative error (log scale)")
    axes.legend()
    return Picture(
        figure,
        "Two V-shaped curves on logarithmic axes, one for float64 and one for float32: the "
        "error falls with the step, reaches a lowest point, and rises again.",
    )
