"""From 72 % to the end: how much of what real people draw each system reads, and whose drawings."""

from collections.abc import Sequence

from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter

from ...app import style
from ...files import ROOT
from .. import tables
from ..axes import HATCH
from ..picture import Picture, chart, styled

TABLE = ROOT / "notebooks" / "robust.csv"  # `tools/gap.py` writes it
FIELDS = {
    "system": str,
    "writers": int,
    "drawings": int,
    "accuracy": float,
    "test_accuracy": float,
    "measured_by": str,
}


def read_table() -> list[dict]:
    """The stored results: one dict a row, with the keys of `FIELDS`, in the chart's order."""
    return tables.read_table(TABLE, FIELDS)


@styled()
def gap_chart(rows: Sequence[dict]) -> Picture:
    """The share of real pen drawings read, from the first system to the last."""
    theirs, ours = sorted({row["writers"] for row in rows})
    looks = {
        theirs: {"facecolor": style.PAPER, "edgecolor": style.MUTED, "hatch": HATCH},
        ours: {"facecolor": style.BLUE, "edgecolor": style.BLUE},
    }
    legend = [f"{theirs} writers, measured earlier", f"{ours} other writers, this project"]
    # a little space stands between the two sets of writers
    heights = [i + 0.6 * (row["writers"] != rows[0]["writers"]) for i, row in enumerate(rows)]
    figure, axes = chart(0.45 * len(rows) + 1.3)
    for y, row in zip(heights, rows, strict=True):
        axes.barh(y, row["accuracy"], height=0.62, **looks[row["writers"]])
        axes.text(row["accuracy"] + 0.012, y, f"{row['accuracy']:.1%}", va="center")
    axes.set_yticks(heights, [row["system"] for row in rows], fontsize=10)
    axes.set(ylim=(heights[-1] + 0.6, -0.6), xlim=(0, 1.17))
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
    axes.xaxis.set_major_formatter(PercentFormatter(1))
    axes.grid(False, axis="y")
    patches = [Patch(**look) for look in looks.values()]
    figure.legend(patches, legend, loc="outside upper center", ncols=2, fontsize=11)
    return Picture(
        figure,
        "Bars of the share of real pen drawings that each system reads, hatched for one set "
        f"of writers and solid for another: {'; '.join(row['system'] for row in rows)}.",
    )
