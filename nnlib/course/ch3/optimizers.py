"""What Adam's bias correction does, and how the schedules run."""

import numpy as np
from matplotlib.ticker import PercentFormatter

from ...app import style
from ...optimizers import SCHEDULES, Adam
from ..axes import note, plain_ticks
from ..picture import Picture, chart, styled


class UncorrectedAdam(Adam):
    """Adam without the division by ``1 − βᵗ``: what is the correction for?"""

    def corrected(self) -> tuple[float, float]:
        """The learning rate and ε as they are."""
        return self.learning_rate, self.epsilon


@styled()
def bias_correction(m: np.ndarray, m_hat: np.ndarray, lengths: dict[str, np.ndarray]) -> Picture:
    """The running mean of a noisy gradient and the step's length, corrected and not.

    The gradients' true mean is 1. `lengths` has the length of each step for a constant gradient,
    in units of η, "corrected" and "uncorrected".
    """
    figure, (left, right) = chart(3.4, 1, 2)
    steps = np.arange(1, len(m) + 1)
    corrected = {"color": style.BLUE, "linestyle": "-"}
    uncorrected = {"color": style.VERMILION, "linestyle": "--"}
    left.axhline(1, color=style.MUTED, linewidth=1)
    left.plot(steps, m, marker="s", markersize=4, label="m", **uncorrected)
    left.plot(steps, m_hat, marker="o", markersize=4, label="m_hat", **corrected)
    left.set(title="Gradients of mean 1", xlabel="step", ylim=(0, None))
    left.legend(loc="lower right", fontsize=11)
    looks = {"corrected": corrected, "uncorrected": uncorrected}
    for name, values in lengths.items():
        right.plot(np.arange(1, len(values) + 1), values, label=name, **looks[name])
    right.set(title="Length of a step, in η", xlabel="step", xscale="log", ylim=(0, None))
    plain_ticks(right.xaxis, [1, 10, 100, 1000])
    right.legend(loc="upper right", fontsize=11)
    return Picture(
        figure,
        "Left: the running mean starts near zero and climbs to one, the corrected one is near "
        "one from the start. Right: for a constant gradient the corrected step is always one "
        "learning rate long; the uncorrected one starts longer, peaks after about ten steps, "
        "and comes back after thousands.",
    )


@styled()
def schedules() -> Picture:
    """The learning rate's course over a training, for each schedule of the library."""
    progress = np.linspace(0, 1, 101)
    figure, axes = chart(2.4)
    for i, (name, schedule) in enumerate(SCHEDULES.items()):
        look = {"color": style.SERIES[i], "linestyle": style.DASHES[1 - i]}
        axes.plot(progress, [schedule(p) for p in progress], **look)
        named, below = (0.7, 16) if name == "constant" else (0.5, 0)
        look = {"color": style.SERIES[i], "fontsize": 12, "fontweight": "bold"}
        note(axes, name, (named, schedule(named)), (10, -below), **look)
    axes.set(title="Learning rate, as a share of the recipe's", xlabel="progress of the training")
    axes.xaxis.set_major_formatter(PercentFormatter(1))
    return Picture(
        figure, "Two curves: a constant learning rate, and one that falls to zero as a cosine."
    )
