"""The parabola: gradient descent on it, and a real loss along a direction, which resembles one."""

import numpy as np

from ...app import style
from ..axes import note, series
from ..picture import Picture, chart, styled


@styled()
def parabola_walks(curvature: float, rates: tuple[float, ...], steps: int = 6) -> Picture:
    """Gradient descent on ½ λ θ² from θ = 1, a panel for each learning rate."""
    figure, panels = chart(3.2, 1, len(rates))
    for axes, rate in zip(panels, rates, strict=True):
        walked = (1 - rate * curvature) ** np.arange(steps + 1)
        reach = 1.5 * np.abs(walked).max()
        fine = np.linspace(-reach, reach, 100)
        axes.plot(fine, 0.5 * curvature * fine**2, color=style.MUTED, linewidth=1.4)
        look = {"color": style.BLUE, "linestyle": "--", "linewidth": 1.2, "markersize": 6}
        heights = 0.5 * curvature * walked**2
        axes.plot(walked, heights, marker="o", **look)
        axes.plot(walked[0], heights[0], "D", color=style.VERMILION, markersize=8)
        note(axes, "start", (walked[0], heights[0]), (9, -3), va="top")
        axes.set(title=f"η = {rate:g}", xlabel="θ", yticks=[])
    panels[0].set_ylabel("loss")
    return Picture(
        figure,
        "Three parabolas, each with six steps of gradient descent from the same start, at a "
        "growing learning rate: one glides down its side, one jumps from side to side and comes "
        "closer, one lands further out with each jump.",
    )


@styled()
def loss_along(
    distances: np.ndarray,
    losses: dict[str, list[float]],
    curvatures: dict[str, float],
) -> Picture:
    """The loss along a line through the parameters, for each direction, and its parabola.

    `distances` count from the point itself, where 0 stands in their middle. The parabola has the
    curve's height, slope and curvature there.
    """
    figure, axes = chart(3.6)
    here = len(distances) // 2
    for i, (name, loss) in enumerate(losses.items()):
        look = series(i) | {"linestyle": "none", "markersize": 7}
        slope = (loss[here + 1] - loss[here - 1]) / (distances[here + 1] - distances[here - 1])
        fine = np.linspace(distances[0], distances[-1], 100)
        parabola = loss[here] + slope * fine + 0.5 * curvatures[name] * fine**2
        axes.plot(fine, parabola, color=look["color"], linewidth=1.4)
        axes.plot(distances, loss, label=f"along {name}", **look)
    axes.set(title="Loss (nats); lines: parabolas", xlabel="distance t along the direction")
    axes.legend(loc="upper center", fontsize=10)
    return Picture(
        figure,
        "The loss along two directions through the same point, measured, and a parabola through "
        "each: one is a steep valley, the other almost a flat line. The measured points lie on "
        "the parabolas, but for the ends of the steep one.",
    )
