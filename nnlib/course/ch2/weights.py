"""Weights of one linear layer as images: a digit's template, and its vote on every pixel."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import MaxNLocator

from ...app import style
from ...arguments import unit
from ...images.strokes import SIDE
from ...network import Network
from ..axes import framed, show_digit
from ..picture import Picture, chart, live_figure, styled

# Signed maps: the darker, the more in favour, so that they read without colour too.
SIGNED = LinearSegmentedColormap.from_list(
    "signed", ["#FFF6EA", "#F1CFA0", "#B4BBC2", "#45749B", "#00263F"]
)


@styled()
def weight_templates(network: Network) -> Picture:
    """The ten columns of a single layer's weights, each as an image."""
    W = network.layers[0].W
    limit = np.quantile(np.abs(W), 0.995)  # a few extreme pixels would pale the rest
    figure, grid = chart(3.9, 2, 5)
    for digit, axes in enumerate(grid.ravel()):
        template = W[:, digit].reshape(SIDE, SIDE)
        image = axes.imshow(template, cmap=SIGNED, vmin=-limit, vmax=limit)
        axes.set_title(str(digit), loc="center")
        axes.axis("off")
    look = {"location": "bottom", "shrink": 0.7, "aspect": 36, "pad": 0.04}
    bar = figure.colorbar(image, ax=grid, ticks=[-limit, 0, limit], **look)
    bar.ax.set_xticklabels(["ink here votes against", "no vote", "ink here votes for"], fontsize=10)
    bar.ax.tick_params(length=0)
    bar.outline.set_visible(False)
    return Picture(
        figure,
        "Ten maps of weights, one for each digit: dark where ink speaks for the digit, light "
        "where it speaks against it, grey where it does not matter.",
    )


def _sheet(W: np.ndarray, columns: int) -> np.ndarray:
    """The ten templates of W (784, 10) as one image, each row of it `columns` of them."""
    gap = 2
    maps = W.T.reshape(-1, columns, SIDE, SIDE)
    maps = np.pad(maps, [(0, 0), (0, 0), (0, gap), (0, gap)], constant_values=np.nan)
    return maps.swapaxes(1, 2).reshape(-1, columns * (SIDE + gap))[:-gap, :-gap]


@styled()
def templates_on_the_way(weights: dict[int, np.ndarray]) -> Picture:
    """The templates after several steps of a training run, a row for each step.

    `weights` maps the step to W, shape (784, 10). Each row has its own scale.
    """
    figure, grid = chart(0.64 * len(weights) + 0.1, len(weights), 1, squeeze=False)
    for axes, (step, W) in zip(grid.flat, weights.items(), strict=True):
        limit = np.quantile(np.abs(W), 0.995)
        axes.imshow(_sheet(W, 10), cmap=SIGNED, vmin=-limit, vmax=limit)
        name = f"step {step:,}\n±{limit:.2g}"
        axes.set_ylabel(name, rotation=0, ha="right", va="center", fontsize=10)
        framed(axes)
        axes.spines[:].set_visible(False)
    steps = ", ".join(f"{step:,}" for step in weights)
    return Picture(
        figure,
        f"Ten maps of weights a row, for the digits 0 to 9, after {steps} steps: first blurred "
        "digits, then more and more differences between digits, dark for, light against.",
    )


@styled()
def templates_at(weights: dict[int, np.ndarray], step: int) -> Picture:
    """The templates after one step of those in `weights`; quick, for an explorer."""
    W = weights[step]
    limit = np.quantile(np.abs(W), 0.995)
    figure = live_figure(3.1, left=0.02, right=0.86, bottom=0.03, top=0.86)
    axes = figure.subplots()
    image = axes.imshow(_sheet(W, 5), cmap=SIGNED, vmin=-limit, vmax=limit)
    framed(axes)
    axes.spines[:].set_visible(False)
    axes.set_title(f"After step {step:,} (0 to 4, and 5 to 9)")
    place = figure.add_axes((0.88, 0.1, 0.02, 0.7))
    bar = figure.colorbar(image, cax=place, ticks=[-limit, 0, limit])
    bar.ax.set_yticklabels([f"−{limit:.2g}", "0", f"+{limit:.2g}"], fontsize=10)
    bar.ax.tick_params(length=0)
    bar.outline.set_visible(False)
    return Picture(
        figure,
        "The ten maps of weights after the chosen step: dark where ink speaks for the digit, "
        "light where it speaks against it.",
    )


def score_parts(network: Network, image: np.ndarray, digit: int) -> tuple[np.ndarray, np.ndarray]:
    """Each pixel's share of a digit's score, shape (28, 28), and all ten scores."""
    x = network.normalise(image)[0]
    layer = network.layers[0]
    return (x * layer.W[:, digit]).reshape(SIDE, SIDE), x @ layer.W + layer.b


@styled()
def score_breakdown(network: Network, image: np.ndarray, digit: int) -> Picture:
    """An image, what each of its pixels adds to one digit's score, and the ten scores.

    The network has a single layer; ink is 1, or 255 as uint8.
    """
    parts, scores = score_parts(network, image, digit)
    figure = live_figure(3.1, left=0.02, right=0.985, bottom=0.15, top=0.84, wspace=0.12)
    left, middle, right = figure.subplots(1, 3, width_ratios=[1, 1, 0.9])
    show_digit(left, image)
    left.set_title("the image")
    limit = np.abs(parts).max()
    middle.imshow(parts, cmap=SIGNED, vmin=-limit, vmax=limit)
    middle.contour(image * unit(image), levels=[0.3], colors=style.INK, linewidths=0.9)
    middle.set_title(f"x · W for {digit}")
    framed(middle)
    on_ink, on_paper = parts[image > 0].sum(), parts[image == 0].sum()
    middle.set_xlabel(f"ink {on_ink:+.1f}   paper {on_paper:+.1f}".replace("-", "−"), size=10)
    bars = right.barh(range(10), scores, color=style.GRID, edgecolor=style.MUTED)
    bars[digit].set(facecolor=style.BLUE, hatch="///")
    right.axvline(0, color=style.MUTED, linewidth=1)
    right.set(title=f"score of {digit}: {scores[digit]:+.1f}".replace("-", "−"), yticks=range(10))
    right.tick_params(axis="y", length=0)
    right.invert_yaxis()
    right.grid(False)
    right.xaxis.set_major_locator(MaxNLocator(4))
    right.set_xlabel("z", size=10)
    return Picture(
        figure,
        f"Three panels: a handwritten digit; a map of what each pixel adds to the score of "
        f"{digit}, dark for, light against, with the digit's outline; the ten scores as bars.",
    )
