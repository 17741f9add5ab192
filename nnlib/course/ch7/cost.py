"""When sharing a step pays: as measured on two cores, and on paper for a thousand workers."""

import ipywidgets
import numpy as np

from ...app import style
from ..axes import note, plain_ticks, series
from ..explorer import Explorer
from ..picture import Picture, chart, live_figure, styled
from .model import WAYS, WIRES, Wire, Work, fitted, measured, speed_up, step_seconds

THOUSAND = np.unique(np.round(np.logspace(0, 3, 46)).astype(int))


@styled()
def step_chart(rows: list[dict]) -> Picture:
    """Milliseconds of a step over the batch size: measured, and the model's line for two."""
    work, wire = fitted(rows)
    figure, axes = chart(3.8)
    kinds = {"this process alone": ("alone", 0), "one worker": ("step", 1)}
    kinds["two workers"] = ("step", 2)
    for i, (name, kind) in enumerate(kinds.items()):
        sizes, seconds = measured(rows, *kind)
        axes.plot(sizes, 1e3 * seconds, label=name, **series(i))
    fine = np.geomspace(sizes.min(), sizes.max(), 60)
    model = [1e3 * step_seconds(work, wire, 2, batch) for batch in fine]
    axes.plot(fine, model, color=style.MUTED, linewidth=1.2, label="two workers, foretold")
    axes.set(title="One step", xlabel="images in the batch", ylabel="milliseconds")
    axes.set(xscale="log", yscale="log")
    plain_ticks(axes.xaxis, sizes)
    plain_ticks(axes.yaxis, [1, 3, 10, 30, 100, 300, 1000])
    axes.legend(fontsize=11, handlelength=3)
    return Picture(
        figure,
        "Lines of a step's milliseconds over the batch size, both logarithmic: in this process "
        "alone, with one worker and with two, and what the model foretells for two. Alone is "
        "fastest for small batches; the lines come together as batches grow.",
    )


@styled()
def on_paper(work: Work, wire: Wire, batch: int, name: str) -> Picture:
    """How many times faster 1 to 1,000 workers are, for each way to add up."""
    figure = live_figure(4.0, left=0.14, right=0.97, bottom=0.14, top=0.9)
    axes = figure.subplots()
    axes.plot(THOUSAND, THOUSAND, color=style.CONTOUR, linewidth=1.5)
    note(axes, "as many times as workers", (8, 8), (0, 6), fontsize=10, ha="center", rotation=15)
    for i, way in enumerate(WAYS):
        gains = [speed_up(work, wire, k, batch, way) for k in THOUSAND]
        best = int(np.argmax(gains))
        label = f"{way}: {gains[best]:.1f} × with {THOUSAND[best]:,}"
        axes.plot(THOUSAND, gains, label=label, markevery=5, **series(i))
    axes.axhline(1, color=style.MUTED, linewidth=1)
    axes.set_title(f"Batches of {batch:,}; {name}", fontsize=12)
    axes.set(xscale="log", yscale="log", ylim=(0.01, 1200))
    axes.set(xlabel="workers", ylabel="times faster than one")
    plain_ticks(axes.xaxis, [1, 10, 100, 1000])
    plain_ticks(axes.yaxis, [0.01, 0.1, 1, 10, 100, 1000])
    axes.legend(loc="lower left", fontsize=11, handlelength=3)
    return Picture(
        figure,
        "Lines of the speed-up over 1 to 1,000 workers, both axes logarithmic: for a server, a "
        "tree and a ring, beside the straight line of an ideal that nothing reaches.",
    )


def thousand_workers(work: Work, here: Wire) -> Explorer:
    """Choose the batch and the wire; see what a thousand workers would bring."""
    wires = {"Dask on one machine, as measured": here, **WIRES}
    sizes = [2**k for k in range(7, 21)]
    return Explorer(
        lambda batch, wire: on_paper(work, wires[wire], batch, wire),
        batch=ipywidgets.SelectionSlider(
            description="images in the batch",
            options=[(f"{size:,}", size) for size in sizes],
            value=8192,
        ),
        wire=ipywidgets.Dropdown(
            description="wire", options=list(wires), value="Ethernet, 10 Gbit/s"
        ),
    )
