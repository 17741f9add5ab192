"""A training run in pictures: its curves as they grow, and the mistakes that are left."""

import numpy as np
from IPython.display import display
from matplotlib.ticker import MaxNLocator, PercentFormatter

from ..app import style
from ..data import Split
from ..evaluation import Evaluation
from ..network import Network
from ..training import History
from .axes import plain_ticks
from .picture import Picture, chart, styled

LOSSES = (0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2, 3, 5, 10, 20)  # ticks


@styled()
def learning_curves(histories: dict[str, History]) -> Picture:
    """Loss and accuracy by epoch, for each name: training thin and dashed, dev thick."""
    figure, (left, right) = chart(3.9, 1, 2)
    for i, (name, history) in enumerate(histories.items()):
        epochs = np.arange(1, len(history) + 1)
        colour, marker = style.SERIES[i], style.MARKERS[i]
        dev = {"color": colour, "marker": marker, "markersize": 5}
        train = {"color": colour, "linestyle": "--", "linewidth": 1.2}
        left.plot(epochs, history.dev_loss, label=f"{name}, dev", **dev)
        left.plot(epochs, history.train_loss, label=f"{name}, train", **train)
        right.plot(epochs, history.dev_accuracy, **dev)
        right.plot(epochs, history.train_accuracy, **train)
    left.set(title="Loss (nats)", xlabel="epoch", yscale="log")
    right.set(title="Accuracy", xlabel="epoch")
    right.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    for axes in (left, right):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    plain_ticks(left.yaxis, LOSSES)
    columns = min(4, 2 * len(histories))
    figure.legend(loc="outside lower center", fontsize=11, ncols=columns, handlelength=3)
    return Picture(
        figure,
        "Two line charts over the epochs, loss falling on the left and accuracy rising on the "
        f"right, on train and dev, for: {', '.join(histories)}.",
    )


class LiveCurves:
    """A callback for `nnlib.fit`: redraws one picture in place after every epoch.

    Its legend has the network's name; `picture` is the latest one.
    """

    def __init__(self, name: str):
        self.name = name
        self._handle = None

    def __call__(self, network: Network, history: History) -> None:
        """Draw the history so far."""
        self.picture = learning_curves({self.name: history})
        if self._handle is None:
            self._handle = display(self.picture, display_id=True)
        else:
            self._handle.update(self.picture)


@styled()
def mistakes(split: Split, evaluation: Evaluation, count: int = 24) -> Picture:
    """The errors that the network was surest of, each with the truth and its answer."""
    predictions = evaluation.predictions
    confidence = evaluation.probabilities.max(axis=1)
    wrong = np.flatnonzero(predictions != split.labels)
    wrong = wrong[np.argsort(-confidence[wrong], kind="stable")][:count]
    columns = 8
    rows = -(-count // columns)
    figure, grid = chart(1.4 * rows, rows, columns, squeeze=False)
    for axes in grid.flat:
        axes.axis("off")
    for axes, i in zip(grid.flat, wrong, strict=False):
        axes.imshow(split.images[i])
        title = f"{split.labels[i]} → {predictions[i]}\n{confidence[i]:.0%}"
        axes.set_title(title, fontsize=10, loc="center", fontweight="normal")
    return Picture(
        figure,
        "A gallery of misread digits, each titled with the true digit, an arrow, what the "
        "network read, and how sure it was.",
    )
