"""Units of a trained network: their weights, how often they fire, and one digit's way past them."""

import numpy as np
from matplotlib.ticker import MaxNLocator, PercentFormatter

from ...app import style
from ...images.strokes import SIDE
from ...layers import Dense
from ...losses import softmax
from ...network import Network
from ..axes import answer_bars, bare, plain_ticks, series
from ..picture import Picture, chart, live_figure, styled


@styled()
def filters(rows: dict[str, np.ndarray]) -> Picture:
    """The incoming weights of some first-layer units, each drawn as an image.

    Black is the most negative weight of a unit, white the most positive, grey is zero. A row's
    weights have shape (784, units).
    """
    columns = max(W.shape[1] for W in rows.values())
    figure, grid = chart(len(rows) * style.WIDTH / columns, len(rows), columns, squeeze=False)
    for line, (name, W) in zip(grid, rows.items(), strict=True):
        line[0].set_ylabel(name)
        for axes, w in zip(line, W.T, strict=True):
            reach = np.percentile(np.abs(w), 99.5)
            axes.imshow(w.reshape(SIDE, SIDE), cmap="gray", vmin=-reach, vmax=reach)
            bare(axes)
    return Picture(
        figure,
        "Rows of first-layer filters, each a 28 by 28 image in which white weights are "
        f"positive and black ones negative: {', '.join(rows)}.",
    )


@styled()
def unit_activity(shares: dict[str, np.ndarray]) -> Picture:
    """How often each unit fires: its share of the images, units sorted, one line a layer."""
    figure, axes = chart(3.2)
    for i, (name, values) in enumerate(shares.items()):
        look = series(i) | {"markersize": 6, "markevery": 0.125}
        axes.plot(np.linspace(0, 1, len(values)), np.sort(values), label=name, **look)
    axes.set(title="Share of the images for which a unit fires", ylim=(-0.02, 1.02))
    axes.set_xlabel("units of the layer, from the rarest to the most frequent")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1))
    axes.legend(fontsize=11, loc="upper left", handlelength=3)
    return Picture(
        figure,
        "Rising curves of how often each unit fires, units sorted from rare to frequent, for: "
        f"{', '.join(shares)}.",
    )


@styled()
def gradient_norms(norms: np.ndarray, names: list[str]) -> Picture:
    """The length of the gradient of each layer's weights, by epoch.

    `norms` has a column a layer, and a row an epoch; the first is before training.
    """
    figure, axes = chart(3.2)
    for i, name in enumerate(names):
        axes.plot(norms[:, i], markersize=6, label=name, **series(i))
    axes.set(title="Length of the loss's gradient, layer by layer", xlabel="epoch", yscale="log")
    plain_ticks(axes.yaxis, [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10])
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(fontsize=11, handlelength=3)
    return Picture(
        figure, f"A line a layer, the length of its gradient over the epochs: {', '.join(names)}."
    )


def light_up(
    network: Network, image: np.ndarray, off: int = 0
) -> tuple[list[np.ndarray], np.ndarray]:
    """Send one image through the network with the brightest units of layer 1 switched off.

    Returns each hidden layer's output, whatever its activation is, and the ten probabilities.
    """
    a = network.normalise(image)
    activations = []
    for layer in network.layers:
        a = layer.forward(a)
        if not isinstance(layer, Dense):
            if not activations:
                a[0, np.argsort(-a[0], kind="stable")[:off]] = 0
            activations.append(a[0])
    return activations, softmax(a)[0]


@styled()
def through_layers(
    image: np.ndarray, activations: list[np.ndarray], probabilities: np.ndarray, label: int
) -> Picture:
    """One digit on its way: the image, the units of each hidden layer lit, the probabilities.

    The activations are a vector for each of two hidden layers, its length a multiple of 16.
    """
    figure = live_figure(2.25, left=0.01, right=0.99, bottom=0.03, top=0.87, wspace=0.16)
    widths = [1.5, *(1.5 * a.size / 256 for a in activations), 1.5]
    first, *middle, last = figure.subplots(1, len(widths), width_ratios=widths)
    first.imshow(image, vmin=0, vmax=image.max())
    first.set_title(f"a {label}", fontsize=11)
    for axes, a in zip(middle, activations, strict=True):
        axes.imshow(a.reshape(16, -1), cmap="gray", vmin=0, vmax=max(a.max(), 1e-6))
        axes.set_title(f"{np.count_nonzero(a > 0)} of {a.size}", fontsize=11)
    for axes in (first, *middle):
        bare(axes)
    answer_bars(last, probabilities, label, fontsize=11)
    last.set_box_aspect(1)
    last.tick_params(length=0, pad=2, labelsize=9)
    return Picture(
        figure,
        "A digit, the units of the two hidden layers as grids of cells that are brighter the "
        "more they fire, and a bar for the probability of each answer.",
    )
