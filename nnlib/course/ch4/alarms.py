"""The alarms of several streams, window by window."""

from collections.abc import Mapping

import numpy as np

from ...app import style
from ..picture import Picture, chart, styled
from .watching import WATCHED, Stream

SHOWN = 40  # windows before the change, and as many after it


@styled()
def alarm_strips(streams: Mapping[str, Stream]) -> Picture:
    """A panel for each stream: a tick for each alarm, and a line where something changed."""
    figure, panels = chart(0.55 + 1.05 * len(streams), len(streams), 1, sharex=True)
    for axes, (name, stream) in zip(panels, streams.items(), strict=True):
        for row, watched in enumerate(WATCHED):
            alarms = [part[watched][:SHOWN] for part in (stream.before, stream.after)]
            at = np.flatnonzero(np.concatenate(alarms)) - SHOWN
            look = {"color": style.SERIES[row], "markersize": 11, "markeredgewidth": 2}
            axes.plot(at, np.full(len(at), row), "|", **look)
        axes.axvline(-0.5, color=style.INK, linestyle="--", linewidth=1.2)
        axes.set_yticks(range(len(WATCHED)), WATCHED, fontsize=10)
        axes.set(ylim=(len(WATCHED) - 0.4, -0.6), xlim=(-SHOWN - 1, SHOWN))
        before, after = stream.accuracy
        axes.set_title(f"{name}: {before:.0%} read, then {after:.0%}", fontsize=12)
        axes.grid(False)
    panels[-1].set_xlabel("windows of 100 drawings, counted from the change")
    return Picture(
        figure,
        "Rows of ticks, one for each alarm, over the windows of drawings; a dashed line marks the "
        f"change. Panels: {', '.join(streams)}. Rows: {', '.join(WATCHED)}.",
    )
