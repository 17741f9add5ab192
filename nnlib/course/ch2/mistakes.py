"""Mistakes of the baseline: which digits it takes for which, and how sure of them it is."""

import numpy as np

from ...app import style
from ...data import Split
from ...evaluation import Evaluation
from ..axes import HATCH, SHARES
from ..picture import Picture, chart, styled


@styled()
def confusion_matrix(evaluation: Evaluation) -> Picture:
    """Counts of truth (rows) against answer (columns); errors shaded, the diagonal in grey."""
    counts = evaluation.confusion
    errors = counts.astype(float)
    np.fill_diagonal(errors, 0)
    figure, axes = chart(6.2)
    axes.imshow(errors, cmap="Blues", vmin=0, vmax=1.25 * errors.max())
    for i, j in np.ndindex(counts.shape):
        dark = errors[i, j] > 0.65 * errors.max()
        colour = style.MUTED if i == j else style.PAPER if dark else style.INK
        look = {"color": colour, "weight": "bold" if dark else "normal", "size": 11}
        axes.text(j, i, counts[i, j], ha="center", va="center", **look)
    axes.set(xticks=range(10), yticks=range(10), ylabel="true digit", xlabel="read as")
    axes.set_title("Confusions: the darker, the more often")
    axes.tick_params(length=0, labelsize=11)
    axes.grid(False)
    axes.spines[:].set_visible(False)
    return Picture(
        figure,
        "A table of ten by ten counts, true digit by answer. The diagonal holds nearly all; "
        "the errors are shaded, and a few pairs of digits stand out.",
    )


@styled()
def confusion_gallery(
    split: Split, evaluation: Evaluation, pairs: list[tuple[int, int]], count: int = 8
) -> Picture:
    """Images of the given confusions, one pair (true digit, read as) a row."""
    figure, grid = chart(0.85 * len(pairs), len(pairs), count + 1, squeeze=False)
    for row, (digit, answer) in zip(grid, pairs, strict=True):
        confused = (split.labels == digit) & (evaluation.predictions == answer)
        for axes in row:
            axes.axis("off")
        row[0].text(0.5, 0.5, f"{digit} → {answer}", ha="center", va="center", size=12)
        for axes, i in zip(row[1:], np.flatnonzero(confused), strict=False):
            axes.imshow(split.images[i])
    names = ", ".join(f"{digit} read as {answer}" for digit, answer in pairs)
    return Picture(figure, f"Rows of misread digits, one confusion a row: {names}.")


@styled()
def confidence(evaluations: dict[str, Evaluation], labels: np.ndarray) -> Picture:
    """Histograms of the winning probability, the misread images hatched."""
    edges = np.linspace(0.1, 1, 19)
    hatched = {"color": style.PAPER, "edgecolor": style.VERMILION, "hatch": HATCH}
    figure, panels = chart(3.4, 1, len(evaluations), sharey=True, squeeze=False)
    for axes, (name, evaluation) in zip(panels.flat, evaluations.items(), strict=True):
        winning = evaluation.probabilities.max(axis=1)
        wrong = evaluation.predictions != labels
        share = np.full(len(winning), 1 / len(winning))
        axes.hist(winning, edges, weights=share, color=style.BLUE, alpha=0.55, label="all")
        axes.hist(winning[wrong], edges, weights=share[wrong], label="misread", **hatched)
        axes.set(yscale="log", title=name, xlabel="winning probability")
        axes.set(xlim=(0.1, 1), xticks=[0.2, 0.4, 0.6, 0.8, 1])
        axes.yaxis.set_major_formatter(SHARES)
    panels[0, 0].set_ylabel("share of images")
    panels[0, 0].legend(loc="upper left", fontsize=10)
    return Picture(
        figure,
        "Histograms of the winning probability, the share of images on a logarithmic scale, "
        f"for: {', '.join(evaluations)}. Misread images are hatched. The baseline's answers "
        "spread widely; the deep network's crowd at 1.",
    )
