"""Three spiral arms that no straight line tells apart, and where a network draws its borders."""

from collections.abc import Mapping

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import ListedColormap

from ...app import style
from ...arguments import check_generator
from ...network import Network
from ..axes import framed
from ..picture import Picture, chart, live_figure, styled

EDGE = 1.3  # the charts reach from −1.3 to 1.3
TINTS = ListedColormap(["#CFE3F1", "#F6DFC9", "#CFE7DF"])  # of the three regions
HATCHES = ("////", "", "...")  # the same without colour
COLOURS, MARKERS = style.SERIES[:3], style.MARKERS[:3]


def spiral(rng: np.random.Generator, arm: int = 100) -> tuple[np.ndarray, np.ndarray]:
    """Points on three arms that wind about 230° around each other (after Karpathy's, CS231n).

    Parameters
    ----------
    rng : numpy.random.Generator
        Draws how far each point is turned out of its place: 0.2 radians, standard deviation.
    arm : int
        Points on each arm, at equal distances from the middle to the radius 1.

    Returns
    -------
    x : ndarray of float32, shape (3 arm, 2)
    labels : ndarray of int64, shape (3 arm,)
    """
    check_generator(rng)
    radius = np.tile(np.linspace(0, 1, arm), 3)
    labels = np.repeat(np.arange(3), arm)
    turn = 4 * radius + labels * (2 * np.pi / 3) + rng.normal(0, 0.2, 3 * arm)
    x = radius[:, None] * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    return x.astype(np.float32), labels


def share_right(network: Network, x: np.ndarray, labels: np.ndarray) -> float:
    """The share of points whose largest score is that of their class."""
    return float((network.forward(x).argmax(axis=1) == labels).mean())


@styled()
def points(x: np.ndarray, labels: np.ndarray) -> Picture:
    """The points, a marker for each class."""
    figure, axes = chart(3.4)
    _scatter(axes, x, labels, 22)
    axes.set(xlabel="x₁", ylabel="x₂")
    axes.legend([f"class {k}" for k in range(3)], loc="center left", bbox_to_anchor=(1, 0.5))
    return Picture(
        figure,
        "Points on three spiral arms that start in the middle and wind around each other: "
        "circles, squares and triangles.",
    )


@styled()
def regions(networks: Mapping[str, Network], x: np.ndarray, labels: np.ndarray) -> Picture:
    """Where each network answers which class, under its title, with the points."""
    columns = min(len(networks), 2)
    rows = -(-len(networks) // columns)
    figure, grid = chart(0.4 + 3.1 * rows, rows, columns, squeeze=False)
    for axes, (title, network) in zip(grid.flat, networks.items(), strict=True):
        side, answers = _answers(network, 240)
        levels = (-0.5, 0.5, 1.5, 2.5)
        look = {"colors": TINTS.colors, "hatches": HATCHES}
        areas = axes.contourf(side, side, answers, levels, **look)
        areas.set_edgecolor(style.CONTOUR)
        areas.set_linewidth(0)
        _borders(axes, side, answers)
        _scatter(axes, x, labels, 13)
        share = share_right(network, x, labels)
        axes.set_title(f"{title}: {_percent(share)} right", fontsize=12)
    return Picture(
        figure,
        "The plane in three hatched regions, one for each class that the network answers, with "
        f"the points of the spiral: {'; '.join(networks)}.",
    )


@styled()
def one_step(
    network: Network, losses: Mapping[int, float], step: int, x, labels, bends: bool
) -> Picture:
    """The regions at one step, and the loss up to all steps with a dot at this one."""
    figure = live_figure(3.3, left=0.02, right=0.98, bottom=0.16, top=0.88, wspace=0.3)
    left, right = figure.subplots(1, 2)
    side, answers = _answers(network, 120)
    left.imshow(answers, origin="lower", extent=(-EDGE, EDGE) * 2, cmap=TINTS, vmin=0, vmax=2)
    _borders(left, side, answers)
    if bends:
        _bends(left, network)
    _scatter(left, x, labels, 11)
    left.set_title(f"Step {step:,}: {_percent(share_right(network, x, labels))} right")
    right.semilogy(list(losses), list(losses.values()), color=style.BLUE)
    right.plot(step, losses[step], "o", markersize=9, color=style.VERMILION)
    right.set(xlabel="step", title="Loss (nats)")
    right.set_yticks([0.01, 0.1, 1], ["0.01", "0.1", "1"])
    right.minorticks_off()
    return Picture(
        figure,
        "On the left the plane in the colours of the network's answers, with the points of the "
        "spiral; on the right the loss over the steps, with a dot at the present one.",
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _scatter(axes, x: np.ndarray, labels: np.ndarray, size: float) -> None:
    for k, (colour, marker) in enumerate(zip(COLOURS, MARKERS, strict=True)):
        look = {"s": size, "edgecolors": style.PAPER, "linewidths": 0.4, "zorder": 3}
        axes.scatter(*x[labels == k].T, color=colour, marker=marker, **look)
    framed(axes)
    axes.set(xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE), aspect="equal")


def _answers(network: Network, points: int) -> tuple[np.ndarray, np.ndarray]:
    side = np.linspace(-EDGE, EDGE, points)
    plane = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    scores = network.forward(plane.astype(network.parameters.dtype))
    return side, scores.argmax(axis=1).reshape(points, points)


def _borders(axes, side: np.ndarray, answers: np.ndarray) -> None:
    axes.contour(side, side, answers, [0.5, 1.5], colors=style.INK, linewidths=1)


def _bends(axes, network: Network) -> None:
    """The lines on which a unit of the first layer switches on: w₁ x₁ + w₂ x₂ + b = 0."""
    first = network.layers[0]
    lengths = np.maximum(np.hypot(*first.W), 1e-12)
    normals = (first.W / lengths).T
    feet = -(first.b / lengths)[:, None] * normals
    along = 4 * normals[:, ::-1] * (-1, 1)
    ends = np.stack([feet - along, feet + along], axis=1)
    look = {"colors": style.MUTED, "linewidths": 0.7, "linestyles": "--", "zorder": 2}
    axes.add_collection(LineCollection(ends, **look), autolim=False)
