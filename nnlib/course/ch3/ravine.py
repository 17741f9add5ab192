"""A long narrow ravine for optimizers to walk down: along an axis, or turned."""

import numpy as np

from ...app import style
from ..axes import bare, plain_ticks, series
from ..bowl import contours
from ..picture import Picture, chart, live_figure, styled

START = (-6.0, 1.2)  # along the ravine, and across it
WINDOW = (-6.6, 1.6, -1.9, 1.9)  # what a panel shows: left, right, bottom, top
STEEPNESS = 40.0  # the curvature across; along it is 1


def rotation(angle: float) -> np.ndarray:
    """The matrix that turns the plane by an angle in degrees, against the clock."""
    cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    return np.array([[cos, -sin], [sin, cos]])


def walk(optimizer, steps: int, steepness: float = STEEPNESS, angle: float = 0.0):
    """Walk down ``½ (θ₁² + steepness θ₂²)``, turned by `angle` degrees, start and all.

    Returns
    -------
    path : ndarray, shape (steps + 1, 2)
        Where the optimizer has been, the start included.
    heights : ndarray, shape (steps + 1,)
    """
    turn = rotation(angle)
    hessian = turn @ np.diag([1.0, steepness]) @ turn.T
    theta = turn @ START
    path = [theta.copy()]
    for _ in range(steps):
        optimizer.step(theta, hessian @ theta)
        path.append(theta.copy())
    path = np.array(path)
    with np.errstate(over="ignore"):
        return path, 0.5 * np.sum(path @ hessian * path, axis=1)


def steps_down(optimizer, steepness: float, low: float = 0.01, most: int = 20_000) -> int:
    """How many steps until the height is first below `low`."""
    _, heights = walk(optimizer, most, steepness)
    return int(np.argmax(heights < low))


@styled()
def race(rules: dict, steps: int = 30, angle: float = 0.0) -> Picture:
    """The paths of two or four optimizers down the same ravine, a panel for each."""
    rows = len(rules) // 2
    margins = {"left": 0.01, "right": 0.99, "bottom": 0.01, "top": 0.93 if rows > 1 else 0.86}
    figure = live_figure(2.3 * rows, hspace=0.18, wspace=0.04, **margins)
    grid = figure.subplots(rows, 2)
    turn = rotation(angle)
    lines = turn @ contours((1.0, STEEPNESS), [0.05, 0.5, 2, 6, 14, 30], points=90)
    corners = turn @ [np.repeat(WINDOW[:2], 2), np.tile(WINDOW[2:], 2)]
    for i, (axes, (name, rule)) in enumerate(zip(grid.ravel(), rules.items(), strict=True)):
        path, heights = walk(rule, steps, angle=angle)
        path = np.clip(path, -1e3, 1e3)
        look = {"color": style.SERIES[i], "marker": style.MARKERS[i]}
        axes.plot(*lines, color=style.CONTOUR, linewidth=1)
        axes.plot(0, 0, marker="*", markersize=13, color=style.INK)
        axes.plot(*path.T, linewidth=1.4, markersize=4, **look)
        axes.plot(*path[-1], markersize=9, **look)
        where = f"height {heights[-1]:.2g}" if heights[-1] < 1000 else "gone"
        axes.set_title(f"{name}: {where}", fontsize=11)
        axes.set(xlim=(corners[0].min(), corners[0].max()))
        axes.set(ylim=(corners[1].min(), corners[1].max()))
        bare(axes)
    return Picture(
        figure,
        f"The paths of {'four' if rows > 1 else 'two'} optimizers on the contour lines of a long "
        f"narrow ravine, towards the lowest point, marked with a star: {', '.join(rules)}.",
    )


@styled()
def heights(rules: dict, steps: int = 100) -> Picture:
    """How high above the bottom of the ravine each optimizer stands after each step."""
    figure, axes = chart(3.4)
    for i, (name, rule) in enumerate(rules.items()):
        look = series(i) | {"markersize": 6, "markevery": (3 * i, steps // 8)}
        axes.plot(walk(rule, steps)[1], label=name, **look)
    axes.set(title="Height above the bottom", xlabel="step", yscale="log", ylim=(3e-5, 100))
    plain_ticks(axes.yaxis, [1e-4, 1e-3, 0.01, 0.1, 1, 10, 100])
    figure.legend(loc="outside lower center", fontsize=11, ncols=len(rules), handlelength=3)
    return Picture(figure, f"A line chart of the height over the steps, for: {', '.join(rules)}.")
