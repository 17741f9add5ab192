"""Accuracies: what each fault costs, and what each pipeline reads."""

from collections.abc import Mapping, Sequence

import numpy as np

from ...app import style
from ..axes import series
from ..picture import Picture, chart, styled

FAULTS = {
    "shift": "shift (px)",
    "scale": "scale",
    "thickness": "strokes grown (px)",
    "noise": "noise",
    "contrast": "contrast",
}
SOUND = {"scale": 1.0, "contrast": 1.0}  # of the others: 0


@styled()
def one_fault_at_a_time(curves: Mapping[str, tuple[Sequence[float], Sequence[float]]]) -> Picture:
    """Accuracy over the size of each fault, one panel each.

    `curves` has the sizes and the accuracies under each fault's key in `FAULTS`.
    """
    figure, panels = chart(4.4, 2, 3, sharey=True)
    for axes, (name, (values, accuracies)) in zip(panels.flat, curves.items(), strict=False):
        axes.axvline(SOUND.get(name, 0.0), color=style.MUTED, linestyle=":", linewidth=1.5)
        axes.plot(values, np.array(accuracies) * 100, color=style.BLUE, marker="o", ms=5)
        axes.set(ylim=(0, 104))
        axes.set_title(FAULTS[name], fontsize=12)
        axes.set_yticks([0, 50, 100], ["0 %", "50 %", "100 %"])
    for axes in panels.flat[len(curves) :]:
        axes.axis("off")
    return Picture(
        figure,
        "Curves of accuracy over the size of a fault, one panel each for "
        + ", ".join(FAULTS[name] for name in curves)
        + ". A dotted line marks the sound value; away from it the accuracy falls.",
    )


@styled()
def pipelines_compared(
    accuracies: Mapping[str, Mapping[str, float]], title: str = "Read correctly after each repair"
) -> Picture:
    """Accuracy of each pipeline, one line for each set of drawings.

    `accuracies` has, for each set, a share (0 to 1) for each pipeline.
    """
    pipelines = list(next(iter(accuracies.values())))
    figure, axes = chart(3.7)
    for i, (name, of_pipeline) in enumerate(accuracies.items()):
        percents = [of_pipeline[pipeline] * 100 for pipeline in pipelines]
        axes.plot(range(len(pipelines)), percents, label=name, markersize=7, **series(i))
    names = [pipeline.replace(" of ", "\nof ") for pipeline in pipelines]
    axes.set_xticks(range(len(pipelines)), names)
    axes.set(ylim=(0, 104), xlim=(-0.35, len(pipelines) - 0.65), title=title)
    axes.set_yticks([0, 25, 50, 75, 100], ["0 %", "25 %", "50 %", "75 %", "100 %"])
    axes.legend(loc="lower right")
    return Picture(
        figure,
        f"{title}: lines over the pipelines {', '.join(pipelines)}, for {'; '.join(accuracies)}. "
        "They rise steeply at the box and the centre of mass.",
    )
