"""Errors of the deep network, held against how sure it was."""

import numpy as np

from ...app import style
from ...data import Split
from ...evaluation import Evaluation
from ..axes import note, plain_ticks
from ..picture import Picture, chart, styled

EDGES = np.array([0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0000001])  # the last bin holds 1, too
NAMES = ["< 50", "50–60", "60–70", "70–80", "80–90", "90–95", "95–99", "> 99"]


@styled()
def errors_by_confidence(split: Split, evaluation: Evaluation) -> Picture:
    """How many images were read with what confidence, and how many of those wrongly."""
    confidence = evaluation.probabilities.max(axis=1)
    counts = np.histogram(confidence, EDGES)[0]
    errors = np.histogram(confidence[evaluation.predictions != split.labels], EDGES)[0]
    places = np.arange(len(NAMES))
    frame = {"color": style.PAPER, "edgecolor": style.BLUE, "linewidth": 1.5}
    figure, axes = chart(3.4)
    axes.bar(places, counts, label="images", **frame)
    axes.bar(places, errors, color=style.VERMILION, label="of these misread")
    for place, count, error in zip(places, counts, errors, strict=True):
        if count:
            share = error / count
            words = f"{share:.0%}" if share >= 0.01 else f"{share:.1%}"
            note(axes, words, (place, count), (0, 4), ha="center")
    axes.set(title="Images by confidence, and the share misread", xlabel="confidence (%)")
    axes.set(yscale="log", ylim=(0.8, 4 * counts.max()))
    axes.set_xticks(places, NAMES, fontsize=10)
    plain_ticks(axes.yaxis, [1, 10, 100, 1000, 10_000])
    axes.grid(visible=False, axis="x")
    axes.legend(fontsize=11, loc="upper left")
    return Picture(
        figure,
        "Bars of how many images were read with what confidence, with the misread ones filled: "
        "the surest answers are hardly ever wrong, the least sure ones often.",
    )
