"""Digits in pictures: as they are distorted, and as the synthetic pen writes them."""

from collections.abc import Sequence

import numpy as np

from ...app import style
from ...images.strokes import CANVAS, SIDE
from ..axes import bare, framed, reading, show_digit
from ..picture import Picture, chart, styled


@styled()
def distortion_gallery(rows: dict[str, Sequence[np.ndarray]], columns: Sequence[str]) -> Picture:
    """One digit under each kind of distortion (a row) in growing strength (the columns).

    A row holds an image (28, 28) for each of the columns.
    """
    figure, grid = chart(0.95 * len(rows) + 0.4, len(rows), len(columns), squeeze=False)
    for line, (kind, images) in zip(grid, rows.items(), strict=True):
        for axes, image in zip(line, images, strict=True):
            show_digit(axes, image)
        line[0].set_ylabel(kind, rotation=0, ha="right", va="center", labelpad=10)
    for axes, title in zip(grid[0], columns, strict=True):
        axes.set_title(title, fontsize=11, loc="center", fontweight="normal")
    return Picture(
        figure,
        "A table of digits. Each row is one distortion, from strongly negative on the left "
        f"over none to strongly positive on the right: {', '.join(rows)}.",
    )


@styled()
def gallery(
    images: Sequence[np.ndarray], alt: str, titles: Sequence[str] | None = None, columns: int = 8
) -> Picture:
    """Digits in rows, each under its title, of one line or two, if there are any.

    `alt` is the picture in words.
    """
    rows = -(-len(images) // columns)
    height = 1.0 * 8 / columns if titles is None else 0.95 * 8 / columns + 0.5
    figure, grid = chart(height * rows * 0.8, rows, columns, squeeze=False)
    for axes in grid.flat[len(images) :]:
        axes.axis("off")
    for axes, image in zip(grid.flat, images, strict=False):
        show_digit(axes, image)
    for axes, title in zip(grid.flat, titles or (), strict=False):
        axes.set_title(title, fontsize=10, loc="center", fontweight="normal")
    return Picture(figure, alt)


@styled()
def meshes(panels: dict[str, tuple[np.ndarray, np.ndarray]]) -> Picture:
    """A sheet of squared paper under each field of displacements, and the digit seen through it.

    A panel holds the displacement of each pixel (28, 28, 2), and the image that comes of it.
    """
    flat = np.stack(np.meshgrid(np.arange(SIDE), np.arange(SIDE)), axis=-1)
    every = slice(0, SIDE, 3)
    figure, grid = chart(4.6, 2, len(panels))
    for (above, below), (title, (field, image)) in zip(grid.T, panels.items(), strict=True):
        x, y = np.moveaxis(flat + field, -1, 0)
        above.plot(x[every].T, y[every].T, color=style.BLUE, linewidth=0.8)
        above.plot(x[:, every], y[:, every], color=style.BLUE, linewidth=0.8)
        above.set(xlim=(-3, 30), ylim=(30, -3), aspect="equal")
        above.set_title(title, fontsize=11, loc="center")
        bare(above)
        show_digit(below, image)
    return Picture(
        figure,
        "Sheets of squared paper, displaced by random fields, and below each the digit that "
        f"comes of it: {', '.join(panels)}.",
    )


@styled()
def spline(control: np.ndarray, curve: np.ndarray, jittered: Sequence[np.ndarray]) -> Picture:
    """A style's control points with the curve through them, and what the jitter makes of it.

    Points have shape (n, 2); `jittered` holds the strokes of some drawings in this style.
    """
    figure, (template, *written) = chart(2.3, 1, 1 + len(jittered))
    template.plot(*curve.T, color=style.BLUE)
    template.plot(*control.T, linestyle="none", marker="o", color=style.VERMILION)
    for axes, strokes in zip(written, jittered, strict=True):
        for stroke in strokes:
            axes.plot(*stroke.T, color=style.INK)
    for axes in (template, *written):
        axes.set_aspect("equal", adjustable="datalim")
        bare(axes)
        axes.invert_yaxis()
        axes.margins(0.12)
        title = "template" if axes is template else "written"
        axes.set_title(title, fontsize=11, loc="center")
    return Picture(
        figure,
        "On the left, dots with a smooth curve through them in the shape of a digit; beside "
        "it the same digit as the pen writes it, each time a little different.",
    )


@styled()
def one_distortion(before: np.ndarray, after: np.ndarray, probabilities: np.ndarray) -> Picture:
    """A digit, the same one distorted, and what the network makes of that."""
    figure, (left, right) = reading(("Before", "After"), probabilities)
    show_digit(left, before)
    show_digit(right, after)
    return Picture(
        figure,
        "A digit before and after a distortion, and bars of the ten probabilities that the "
        "network gives it.",
    )


@styled()
def one_drawing(
    strokes: Sequence[np.ndarray], image: np.ndarray, probabilities: np.ndarray
) -> Picture:
    """A drawing's strokes, the image made of them, and what the network makes of that."""
    figure, (left, right) = reading(("On the pad", "The tensor"), probabilities)
    for i, stroke in enumerate(strokes):
        left.plot(*stroke.T, color=style.INK, linestyle=style.DASHES[i % 2 * 2])
        left.plot(*stroke[0], marker="o", color=style.VERMILION)
    margin = 10
    left.set(xlim=(-margin, CANVAS + margin), ylim=(CANVAS + margin, -margin), aspect="equal")
    framed(left)
    show_digit(right, image)
    return Picture(
        figure,
        "The strokes of a digit on a canvas, a dot where each begins; the image made of them; "
        "and bars of the ten probabilities that the network gives it.",
    )
