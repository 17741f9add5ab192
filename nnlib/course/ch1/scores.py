"""From scores to probabilities, what a score should do, and the three ways to move it."""

from collections.abc import Sequence

import numpy as np

from ...app import style
from ..axes import HATCH, bare, show_digit
from ..picture import Picture, chart, styled
from .units import CENTRE, circle, plain


@styled()
def softmax_steps(z: Sequence[float]) -> Picture:
    """Scores, their exponentials, and these divided by their sum."""
    z = np.array(z, float)
    powers = np.exp(z)
    panels = (("scores z", z), ("exponentials", powers), ("divided by their sum", None))
    figure, grid = chart(2.5, 1, 3)
    for axes, (title, values) in zip(grid, panels, strict=True):
        values = powers / powers.sum() if values is None else values
        bars = axes.bar(range(len(z)), values, color=style.BLUE, width=0.6)
        axes.bar_label(bars, [f"{v:.2f}".replace("-", "−") for v in values], fontsize=11, padding=2)
        axes.axhline(0, color=style.INK, linewidth=1)
        axes.set_title(title, fontsize=12)
        axes.set(xticks=range(len(z)), xlabel="class", yticks=[])
        axes.margins(y=0.18)
        axes.grid(False)
        axes.spines["left"].set_visible(False)
    return Picture(
        figure,
        "Three bar charts: scores, one of them below zero; their exponentials, all above zero; "
        "and the same bars divided by their sum.",
    )


@styled()
def push(image: np.ndarray, p: np.ndarray, label: int) -> Picture:
    """An image, the probabilities a network gave it beside the truth, and their difference."""
    truth = np.eye(len(p))[label]
    figure, (left, middle, right) = chart(2.9, 1, 3, width_ratios=(0.8, 1, 1))
    show_digit(left, image)
    left.set_title(f"A {label}", fontsize=12)
    digits = np.arange(len(p))
    middle.barh(digits - 0.18, p, 0.36, color=style.BLUE, label="p")
    empty = {"color": style.PAPER, "edgecolor": style.VERMILION, "hatch": HATCH}
    middle.barh(digits + 0.18, truth, 0.36, label="y", **empty)
    middle.set(xlim=(0, 1.05), xticks=(0, 0.5, 1))
    middle.set_title("It said p, truth is y", fontsize=12)
    middle.legend(fontsize=10, loc="lower right")
    right.barh(
        digits, p - truth, 0.6, color=[style.BLUE if d > 0 else style.VERMILION for d in p - truth]
    )
    right.axvline(0, color=style.INK, linewidth=1)
    right.set(xlim=(-1.05, 1.05), xticks=(-1, 0, 1))
    right.set_title("p − y", fontsize=12)
    for axes in (middle, right):
        axes.set(ylim=(9.6, -0.6), yticks=digits)
        axes.grid(False)
    lacked = (p - truth)[label]
    right.text(lacked / 2, label - 0.75, "raise", color=style.VERMILION, fontsize=10, **CENTRE)
    wrong = int((p - truth).argmax())
    right.text(p[wrong] / 2, wrong + 0.75, "lower", color=style.BLUE, fontsize=10, **CENTRE)
    return Picture(
        figure,
        f"A handwritten {label}; bars of the probabilities that a network gave to the ten "
        f"digits, beside the truth, all of it on {label}; and their difference, which reaches "
        f"far to the left at {label} and to the right where the network was wrongly sure.",
    )


@styled()
def three_avenues(a: Sequence[float], w: Sequence[float]) -> Picture:
    """The same neuron three times: raise its sum by the bias, the weights, or the inputs."""
    figure, grid = chart(2.9, 1, 3, width_ratios=(1, 1, 1.28))
    titles = "1  the bias", "2  the weights", "3  the inputs"
    for axes, title in zip(grid, titles, strict=True):
        bare(axes)
        axes.set(xlim=(-0.4, 2.05), ylim=(-0.45, 2.45))
        axes.set_title(title, fontsize=12)
        circle(axes, 1.65, 1, "z", size=34, fontweight="bold")
        for i, (value, weight) in enumerate(zip(a, w, strict=True)):
            axes.plot([0, 1.65], [2 - i, 1], color=style.CONTOUR, linewidth=1.5, zorder=1)
            circle(axes, 0, 2 - i, plain(value), size=32, color=style.BLUE)
            spot = (0.8, 2 - i + 0.485 * (i - 1))
            changed = axes is grid[1]
            words, look = (_change(value), BOLD) if changed else (plain(weight), PALE)
            axes.text(*spot, words, bbox=PATCH, **look)
            if axes is grid[2]:
                axes.text(-0.72, 2 - i, _change(weight), **BOLD)
    grid[0].text(1.55, 1.6, f"b {_change(1.0)}", **BOLD)
    grid[2].set_xlim(-1.1, 2.05)
    return Picture(
        figure,
        "One neuron with three inputs, drawn three times. First an arrow up at its bias; then at "
        "each weight an arrow as large as the input it multiplies; then at each input an arrow "
        "as large as its weight, and down where the weight is negative.",
    )


BOLD = {"color": style.VERMILION, "fontweight": "bold", "fontsize": 11, **CENTRE}
PALE = {"color": style.MUTED, "fontsize": 10, **CENTRE}
PATCH = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 1}


def _change(size: float) -> str:
    return "0" if size == 0 else f"{'▲' if size > 0 else '▼'} {abs(size):g}"
