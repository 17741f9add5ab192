"""Figures of chapter 4: what the network is fed, what is wrong with it, and what a repair buys."""

import textwrap
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from ...app import style
from ...images.advice import Finding
from ...images.diagnostics import MNIST_TABLE, PERCENTILES
from ...images.strokes import BOX, CENTRE, SIDE, centre_of_mass
from ..picture import Picture, styled

PROPERTIES = {
    "density": "ink (sum of pixels)",
    "centre_offset": "off the centre (px)",
    "area_ratio": "box's share of area",
    "size": "longer side (px)",
    "aspect": "width over height",
    "thickness": "stroke thickness (px)",
    "contrast": "contrast",
}
FAULTS = {
    "shift": "shift (px)",
    "scale": "scale",
    "thickness": "strokes grown (px)",
    "noise": "noise",
    "contrast": "contrast",
}


def pad_and_tensor(
    pictures: np.ndarray, tensors: np.ndarray, labels: Sequence[int], answers: Sequence[int]
) -> Picture:
    """Drawings on the pad above what the network is fed, and its answer below.

    Parameters
    ----------
    pictures : ndarray, shape (N, side, side)
    tensors : ndarray, shape (N, 28, 28)
    labels, answers : sequence of int, length N
    """
    return tensor_rows(
        {"the pad": pictures, "the tensor": tensors}, labels, {"the tensor": answers}
    )


def tensor_rows(
    rows: Mapping[str, np.ndarray], labels: Sequence[int], answers: Mapping[str, Sequence[int]]
) -> Picture:
    """The same drawings in several states, one row each, with the answers below the tensors.

    Parameters
    ----------
    rows : dict
        Name → images (N, h, w).
    labels : sequence of int, length N
        What was meant, above each column.
    answers : dict
        Name of a row → what the network reads in it.
    """
    n = len(labels)
    heights = [0.98 if name in answers else 0.76 for name in rows]  # inches; answers need room
    total = sum(heights) + 0.4
    with styled():
        figure = Figure(figsize=(style.WIDTH, total), layout="none")
        ratios = {"height_ratios": heights}
        grid = figure.subplots(len(rows), n, squeeze=False, gridspec_kw=ratios)
        top = 1 - 0.36 / total
        figure.subplots_adjust(left=0.15, right=0.99, top=top, bottom=0.02, wspace=0.08, hspace=0)
        for axes, label in zip(grid[0], labels, strict=True):
            axes.set_title(f"{label}", loc="center", fontsize=12)
        for line, (name, images) in zip(grid, rows.items(), strict=True):
            for i, (axes, image) in enumerate(zip(line, images, strict=True)):
                axes.imshow(image, vmin=0, vmax=1)
                axes.set_anchor("N")
                _framed(axes)
                if name in answers:
                    answer, right = answers[name][i], answers[name][i] == labels[i]
                    axes.set_xlabel(
                        f"{answer} ✓" if right else f"{answer} ✗",
                        color=style.INK if right else style.VERMILION,
                        fontweight="normal" if right else "bold",
                        labelpad=2,
                        fontsize=12,
                    )
            line[0].text(
                -0.12,
                0.5,
                name.replace(" of ", " of\n"),
                transform=line[0].transAxes,
                ha="right",
                va="center",
                fontsize=10,
            )
        return Picture(
            figure,
            f"{n} drawings in columns, what was meant above each; rows: {', '.join(rows)}. Below a "
            "tensor stands the network's answer, with a tick or a cross.",
        )


def tensor_beside(images: Mapping[str, np.ndarray]) -> Picture:
    """Tensors side by side, each with MNIST's box, its centre, and the ink's centre of mass."""
    with styled():
        figure = Figure(figsize=(style.WIDTH, 6.1 / len(images) + 0.55))
        panels = np.atleast_1d(figure.subplots(1, len(images)))
        for axes, (name, image) in zip(panels, images.items(), strict=True):
            axes.imshow(image, vmin=0, vmax=1)
            _target(axes)
            if image.any():
                axes.plot(*centre_of_mass(image), "x", color=style.VERMILION, ms=11, mew=3)
            axes.set_title(name, fontsize=12)
            axes.set_xticks([0, 14, 27])
            axes.set_yticks([0, 14, 27])
            axes.grid(False)
        return Picture(
            figure,
            f"Images of 28 by 28 pixels side by side: {', '.join(images)}. A dashed square marks "
            "MNIST's box, a plus its centre, and a cross the ink's centre of mass.",
        )


def properties_compared(measured: Mapping[str, np.ndarray], title: str) -> Picture:
    """Each property of some tensors beside MNIST's, in its own units.

    Parameters
    ----------
    measured : dict
        As `nnlib.images.diagnostics.measure` gives it.
    title : str
    """
    low, middle, high = (PERCENTILES.index(p) for p in (1, 50, 99))
    with styled():
        figure = Figure(figsize=(style.WIDTH, 4.3))
        names = [name for name in PROPERTIES if name != "contrast"]
        for axes, name in zip(figure.subplots(3, 2, sharey=True).ravel(), names, strict=True):
            row = MNIST_TABLE[name]
            axes.barh(
                0, row[high] - row[low], 0.6, row[low], color=style.GRID, edgecolor=style.MUTED
            )
            axes.plot([row[middle]] * 2, [-0.3, 0.3], color=style.INK)
            outer, inner, here, inner_end, outer_end = np.percentile(
                measured[name], (1, 25, 50, 75, 99)
            )
            axes.plot([outer, outer_end], [1, 1], color=style.BLUE, linewidth=3)
            axes.barh(1, inner_end - inner, 0.5, inner, color=style.BLUE)
            axes.plot(here, 1, "o", color=style.PAPER, markeredgecolor=style.INK, ms=7)
            axes.set_yticks([0, 1], ["MNIST", "ours"])
            axes.set(ylim=(1.6, -0.6), xlim=(0, 1.06 * max(outer_end, row[high])))
            axes.set_title(PROPERTIES[name], fontsize=11, fontweight="normal")
            axes.xaxis.set_major_locator(MaxNLocator(5))
            axes.tick_params(labelsize=10)
            axes.grid(False, axis="y")
        figure.suptitle(title, fontsize=13, fontweight="bold", x=0.01, ha="left")
        return Picture(
            figure,
            f"{title}. One panel for each of {', '.join(PROPERTIES[n] for n in names)}: a grey bar "
            "for MNIST's range, and below it a blue one for ours, with a dot at the median.",
        )


def one_fault_at_a_time(curves: Mapping[str, tuple[Sequence[float], Sequence[float]]]) -> Picture:
    """Accuracy over the size of each fault, one panel each.

    Parameters
    ----------
    curves : dict
        A key of `FAULTS` → (values, accuracies).
    """
    good = {"scale": 1.0, "contrast": 1.0}
    with styled():
        figure = Figure(figsize=(style.WIDTH, 4.4))
        panels = figure.subplots(2, 3, sharey=True).ravel()
        for axes, (name, (values, accuracies)) in zip(panels, curves.items(), strict=False):
            axes.axvline(good.get(name, 0.0), color=style.MUTED, linestyle=":", linewidth=1.5)
            axes.plot(values, np.array(accuracies) * 100, color=style.BLUE, marker="o", ms=5)
            axes.set(ylim=(0, 104))
            axes.set_title(FAULTS[name], fontsize=12)
            axes.set_yticks([0, 50, 100], ["0 %", "50 %", "100 %"])
        for axes in panels[len(curves) :]:
            axes.axis("off")
        return Picture(
            figure,
            "Curves of accuracy over the size of a fault, one panel each for "
            + ", ".join(FAULTS[name] for name in curves)
            + ". A dotted line marks the sound value; away from it the accuracy falls.",
        )


def repairs(
    series: Mapping[str, Mapping[str, float]], title: str = "Read correctly after each repair"
) -> Picture:
    """Accuracy after each step, one line for each set of drawings.

    Parameters
    ----------
    series : dict
        What was read → step → accuracy, 0 to 1.
    """
    steps = list(next(iter(series.values())))
    with styled():
        figure = Figure(figsize=(style.WIDTH, 3.7))
        axes = figure.subplots()
        for i, (name, values) in enumerate(series.items()):
            axes.plot(
                range(len(steps)),
                [values[step] * 100 for step in steps],
                color=style.SERIES[i],
                linestyle=style.DASHES[i],
                marker=style.MARKERS[i],
                markersize=7,
                label=name,
            )
        axes.set_xticks(range(len(steps)), [step.replace(" of ", "\nof ") for step in steps])
        axes.set(ylim=(0, 104), xlim=(-0.35, len(steps) - 0.65), title=title)
        axes.set_yticks([0, 25, 50, 75, 100], ["0 %", "25 %", "50 %", "75 %", "100 %"])
        axes.legend(loc="lower right")
        return Picture(
            figure,
            f"{title}: lines over the steps {', '.join(steps)}, for {'; '.join(series)}. They rise "
            "steeply at the box and the centre of mass.",
        )


def deviation_map(deviation: np.ndarray) -> Picture:
    """Each pixel's standard deviation over a training set, with crosses where it is zero."""
    deviation = deviation.reshape(SIDE, SIDE)
    with styled():
        figure = Figure(figsize=(style.WIDTH, 4.3))
        axes = figure.subplots()
        shown = np.ma.masked_equal(deviation, 0)
        image = axes.imshow(np.ma.log10(shown), cmap="Blues", vmin=-5, vmax=0)
        rows, columns = np.nonzero(deviation == 0)
        axes.plot(columns, rows, "x", color=style.VERMILION, ms=6, mew=1.8)
        bar = figure.colorbar(image, ax=axes, shrink=0.9)
        bar.set_ticks([-5, -3, -1], labels=["0.00001", "0.001", "0.1"])
        bar.outline.set_visible(False)
        axes.set_title("Standard deviation of each pixel", fontsize=13)
        axes.set_xticks([0, 14, 27])
        axes.set_yticks([0, 14, 27])
        axes.grid(False)
        return Picture(
            figure,
            "A map of 28 by 28 pixels, dark in the middle and pale towards the edge; crosses in "
            "the corners and along the edge mark the pixels that never vary.",
        )


def broken_digit(image: np.ndarray, findings: Sequence[Finding], p: np.ndarray) -> Picture:
    """A tensor, what the diagnostics say of it, and what the network makes of it."""
    with styled():
        figure = Figure(figsize=(style.WIDTH, 4.3), dpi=style.LIVE_DPI, layout="none")
        left = figure.add_axes((0.06, 0.31, 0.42, 0.60))
        right = figure.add_axes((0.58, 0.31, 0.40, 0.60))
        left.imshow(image, vmin=0, vmax=1)
        _target(left)
        _framed(left)
        left.set_title("The tensor")
        _probabilities(right, p)
        lines = [finding.advice for finding in findings[:2]] or [
            "Nothing lies outside what MNIST has."
        ]
        said = "\n".join("\n".join(textwrap.wrap(f"• {line}", 84)) for line in lines)
        figure.text(0.03, 0.21, said, va="top", fontsize=10.5, linespacing=1.35)
        return Picture(
            figure,
            "On the left the tensor with MNIST's box around it, on the right a bar for each "
            "digit's probability, below them what the diagnostics say.",
        )


def one_road(pad: np.ndarray, image: np.ndarray, p: np.ndarray) -> Picture:
    """A drawing on the pad, the tensor that became of it, and what the network reads."""
    with styled():
        figure = Figure(figsize=(style.WIDTH, 2.5), dpi=style.LIVE_DPI, layout="none")
        first = figure.add_axes((0.01, 0.06, 0.31, 0.78))
        second = figure.add_axes((0.34, 0.06, 0.31, 0.78))
        third = figure.add_axes((0.71, 0.06, 0.28, 0.78))
        for axes, shown, title in (
            (first, pad[::2, ::2], "The pad"),
            (second, image, "The tensor"),
        ):
            axes.imshow(shown, vmin=0, vmax=1)
            _framed(axes)
            axes.set_title(title)
        _target(second)
        _probabilities(third, p)
        return Picture(
            figure,
            "From left to right: the drawing on the pad, the 28 by 28 tensor with MNIST's box "
            "around it, and a bar for each digit's probability.",
        )


def _probabilities(axes, p: np.ndarray) -> None:
    best = int(p.argmax())
    colours = [style.BLUE if k == best else style.MUTED for k in range(len(p))]
    axes.barh(range(len(p)), p, color=colours)
    axes.set(xlim=(0, 1), ylim=(9.6, -0.6))
    axes.set_yticks(range(len(p)))
    axes.set_xticks([])
    axes.grid(False)
    axes.set_title(f"It reads {best} ({min(p[best], 0.99):.0%})")


def _target(axes) -> None:
    """MNIST's box about the middle of the image, and where the centre of mass should be."""
    corner = (SIDE - BOX) / 2 - 0.5
    axes.add_patch(
        Rectangle((corner, corner), BOX, BOX, fill=False, color=style.BLUE, ls="--", lw=1.5)
    )
    axes.plot(CENTRE, CENTRE, "+", color=style.BLUE, ms=11, mew=2)


def _framed(axes) -> None:
    axes.set_xticks([])
    axes.set_yticks([])
    axes.grid(False)
    for spine in axes.spines.values():
        spine.set(visible=True, color=style.GRID)
