"""Steps and the batches that they come from: the loss after each, and a batch's noise."""

import numpy as np

from ...app import style
from ..axes import plain_ticks, series
from ..picture import Picture, chart, styled


@styled()
def loss_by_step(
    runs: dict[str, np.ndarray], title: str, window: int = 15, repeat: int = 4
) -> Picture:
    """The training loss over the first steps, smoothed by a running mean over `window` of them.

    Before step `window` it is the mean of all steps so far, so that no step is left out. After
    `repeat` runs, at most four, colours and markers begin again, with open markers.
    """
    figure, axes = chart(4.2)
    for i, (name, losses) in enumerate(runs.items()):
        smooth = running_mean(losses, window)
        look = series(i % repeat) | {"markersize": 7}
        look["markevery"] = (len(losses) * i // 40, len(losses) // 5)
        look["markerfacecolor"] = style.PAPER if i >= repeat else look["color"]
        axes.plot(np.arange(1, len(losses) + 1), smooth, label=name, **look)
    axes.set(title=title, xlabel=f"step (a point is the mean of the last {window})", yscale="log")
    plain_ticks(axes.yaxis, [0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 3, 5, 10, 20, 50, 100])
    figure.legend(loc="outside lower center", fontsize=11, ncols=2, handlelength=3)
    return Picture(figure, f"A line chart of the loss over the steps, for: {', '.join(runs)}.")


def running_mean(values: np.ndarray, window: int) -> np.ndarray:
    """The mean of the last `window` values, or of all so far while there are fewer."""
    sums = np.cumsum(np.concatenate([np.zeros(window), values]))
    return (sums[window:] - sums[:-window]) / np.minimum(np.arange(1, len(values) + 1), window)


@styled()
def gradient_noise(batch_sizes: list[int], distances: np.ndarray) -> Picture:
    """How far a batch's gradient is from the full one, against one over the root of the size.

    `distances`, in lengths of the full gradient, has a row a size, and a column a repetition.
    """
    sizes, means = np.array(batch_sizes), distances.mean(axis=1)
    law = means[0] * np.sqrt(sizes[0] / sizes)
    each = np.repeat(sizes, distances.shape[1])
    one = {"marker": "o", "markersize": 4, "color": style.BLUE, "alpha": 0.5}
    mean = {"marker": "D", "markersize": 8, "color": style.VERMILION}
    figure, axes = chart(3.2)
    axes.plot(sizes, law, "--", color=style.MUTED, label="1 / √batch size, from the left")
    axes.plot(each, distances.ravel(), linestyle="", label="one batch", **one)
    axes.plot(sizes, means, linestyle="", label="their mean", **mean)
    axes.set(title="A batch's gradient: distance from the full one", xscale="log", yscale="log")
    axes.set(xlabel="images in the batch", ylabel="share of its length")
    plain_ticks(axes.xaxis, batch_sizes)
    plain_ticks(axes.yaxis, [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10])
    axes.legend(fontsize=10)
    return Picture(
        figure,
        "A chart with two logarithmic axes: the distance of a batch's gradient from the full "
        "one falls along a straight line as the batch grows.",
    )
