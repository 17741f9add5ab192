"""Tensors, as the network is fed them: beside the pad, beside MNIST's, with what it reads."""

import textwrap
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ...app import style
from ...images.advice import Finding
from ...images.strokes import BOX, CENTRE, SIDE, centre_of_mass
from ..axes import answer_bars, reading, show_digit
from ..picture import Picture, chart, live_figure, styled

ADVICE = 84  # characters to a line


def pad_and_tensor(
    pictures: np.ndarray, tensors: np.ndarray, labels: Sequence[int], answers: Sequence[int]
) -> Picture:
    """Drawings on the pad above what the network is fed, and its answer below."""
    rows = {"the pad": pictures, "the tensor": tensors}
    return tensor_rows(rows, labels, {"the tensor": answers})


@styled()
def tensor_rows(
    rows: Mapping[str, np.ndarray], labels: Sequence[int], answers: Mapping[str, Sequence[int]]
) -> Picture:
    """The same drawings in several states, one row each, with the answers below the tensors.

    `rows` are images (N, h, w) by name, and `answers` what the network reads in some of them;
    `labels`, the digits that were meant, stand above the columns.
    """
    heights = [0.98 if name in answers else 0.76 for name in rows]  # inches; answers need room
    total = sum(heights) + 0.4
    right = {"color": style.INK, "fontweight": "normal"}
    wrong = {"color": style.VERMILION, "fontweight": "bold"}
    figure = Figure(figsize=(style.WIDTH, total), layout="none")
    grid = figure.subplots(len(rows), len(labels), squeeze=False, height_ratios=heights)
    top = 1 - 0.36 / total
    figure.subplots_adjust(left=0.15, right=0.99, top=top, bottom=0.02, wspace=0.08, hspace=0)
    for axes, label in zip(grid[0], labels, strict=True):
        axes.set_title(f"{label}", loc="center", fontsize=12)
    for line, (name, images) in zip(grid, rows.items(), strict=True):
        for i, (axes, image) in enumerate(zip(line, images, strict=True)):
            show_digit(axes, image)
            axes.set_anchor("N")
            if name in answers:
                answer = answers[name][i]
                sign, look = ("✓", right) if answer == labels[i] else ("✗", wrong)
                axes.set_xlabel(f"{answer} {sign}", labelpad=2, fontsize=12, **look)
        look = {"transform": line[0].transAxes, "ha": "right", "va": "center", "fontsize": 10}
        line[0].text(-0.12, 0.5, name.replace(" of ", " of\n"), **look)
    return Picture(
        figure,
        f"{len(labels)} drawings in columns, what was meant above each; rows: {', '.join(rows)}. "
        "Below a tensor stands the network's answer, with a tick or a cross.",
    )


@styled()
def tensor_beside(images: Mapping[str, np.ndarray]) -> Picture:
    """Tensors side by side, each with MNIST's box, its centre, and the ink's centre of mass."""
    figure, panels = chart(6.1 / len(images) + 0.55, 1, len(images), squeeze=False)
    for axes, (name, image) in zip(panels.flat, images.items(), strict=True):
        axes.imshow(image, vmin=0, vmax=1)
        _target(axes)
        if image.any():
            axes.plot(*centre_of_mass(image), "x", color=style.VERMILION, ms=11, mew=3)
        axes.set_title(name, fontsize=12)
        axes.set(xticks=[0, 14, 27], yticks=[0, 14, 27])
        axes.grid(False)
    return Picture(
        figure,
        f"Images of 28 by 28 pixels side by side: {', '.join(images)}. A dashed square marks "
        "MNIST's box, a plus its centre, and a cross the ink's centre of mass.",
    )


@styled()
def broken_digit(image: np.ndarray, findings: Sequence[Finding], p: np.ndarray) -> Picture:
    """A tensor, what the diagnostics say of it, and what the network makes of it."""
    figure = live_figure(4.3)
    left = figure.add_axes((0.06, 0.31, 0.42, 0.60))
    right = figure.add_axes((0.58, 0.31, 0.40, 0.60))
    show_digit(left, image)
    _target(left)
    left.set_title("The tensor")
    answer_bars(right, p)
    advice = [finding.advice for finding in findings[:2]]
    lines = advice or ["Nothing lies outside what MNIST has."]
    said = "\n".join("\n".join(textwrap.wrap(f"• {line}", ADVICE)) for line in lines)
    figure.text(0.03, 0.21, said, va="top", fontsize=10.5, linespacing=1.35)
    return Picture(
        figure,
        "On the left the tensor with MNIST's box around it, on the right a bar for each "
        "digit's probability, below them what the diagnostics say.",
    )


@styled()
def one_pipeline(pad: np.ndarray, image: np.ndarray, p: np.ndarray) -> Picture:
    """A drawing on the pad, the tensor that became of it, and what the network reads."""
    figure, (left, right) = reading(("The pad", "The tensor"), p)
    show_digit(left, pad[::2, ::2])
    show_digit(right, image)
    _target(right)
    return Picture(
        figure,
        "From left to right: the drawing on the pad, the 28 by 28 tensor with MNIST's box "
        "around it, and a bar for each digit's probability.",
    )


def _target(axes) -> None:
    """MNIST's box about the middle of the image, and where the centre of mass should be."""
    corner = (SIDE - BOX) / 2 - 0.5
    box = {"fill": False, "color": style.BLUE, "linestyle": "--", "linewidth": 1.5}
    axes.add_patch(Rectangle((corner, corner), BOX, BOX, **box))
    axes.plot(CENTRE, CENTRE, "+", color=style.BLUE, ms=11, mew=2)
