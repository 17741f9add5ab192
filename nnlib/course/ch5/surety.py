"""How sure is sure enough: answering only when sure, and how calibrated chance alone would look."""

import numpy as np
from matplotlib.ticker import PercentFormatter

from ...app import style
from ...calibration import expected_calibration_error
from ..axes import series
from ..picture import Picture, chart, styled


def coverage(probabilities: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Answer only the surest: the share answered, and the share of these that is misread.

    Both have a number for each of the N images, the surest first.
    """
    order = np.argsort(-probabilities.max(axis=1), kind="stable")
    wrong = (probabilities.argmax(axis=1) != labels)[order]
    answered = np.arange(1, len(wrong) + 1)
    return answered / len(wrong), np.cumsum(wrong) / answered


def answered_above(
    confidence: float, probabilities: np.ndarray, labels: np.ndarray
) -> tuple[float, float]:
    """Answer only at so much confidence: the share answered, and the share of these read right."""
    sure = probabilities.max(axis=1) >= confidence
    right = probabilities.argmax(axis=1) == labels
    return float(sure.mean()), float(right[sure].mean())


def ece_by_chance(
    probabilities: np.ndarray, rng: np.random.Generator, draws: int = 200
) -> tuple[float, float]:
    """The expected calibration error of a network that *is* calibrated: middle 95 % of draws.

    The labels are drawn from the network's own probabilities, so that they come true exactly. What
    error is left comes from there being only N images.
    """
    up_to = np.cumsum(probabilities, axis=1, dtype=np.float64)
    up_to /= up_to[:, -1:]
    errors = []
    for _ in range(draws):
        labels = (rng.random((len(up_to), 1)) > up_to).sum(axis=1)
        errors.append(expected_calibration_error(probabilities, labels))
    low, high = np.percentile(errors, (2.5, 97.5))
    return float(low), float(high)


@styled()
def risk_coverage(curves: dict[str, tuple[np.ndarray, np.ndarray]], marks: dict) -> Picture:
    """The share misread over the share answered, by name; `marks` has some of its points."""
    figure, axes = chart(3.6)
    for i, (name, (answered, misread)) in enumerate(curves.items()):
        look = {"color": style.SERIES[i], "linestyle": style.DASHES[i]}
        axes.plot(answered, misread, label=name, **look)
        for words, (x, y) in marks.get(name, {}).items():
            mark = {"marker": series(i)["marker"], "markersize": 9, "linestyle": "none"}
            axes.plot(x, y, label=words, color=style.SERIES[i], **mark)
    axes.set(xlabel="share of the drawings that gets an answer", xlim=(0.5, 1.01), ylim=(0, None))
    axes.set_title("Share of the answers that is wrong")
    axes.xaxis.set_major_formatter(PercentFormatter(1))
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=1))
    axes.legend(loc="upper left")
    return Picture(
        figure,
        "Curves that rise to the right: the share of wrong answers over the share of drawings "
        f"answered, the surest first, for {', '.join(curves)}.",
    )
