"""What people's drawings each network reads, writer by writer: the stored table and its chart."""

from collections.abc import Mapping

import numpy as np
from matplotlib.ticker import PercentFormatter

from ...app import style
from ...files import ROOT
from ...intervals import ByWriter, bootstrap, by_writer
from .. import tables
from ..picture import Picture, chart, styled

TABLE = ROOT / "notebooks" / "writers.csv"  # `tools/gap.py` writes it
FIELDS = {"system": str, "writer": str, "drawings": int, "read": int}


def read_table() -> dict[str, dict[str, tuple[int, int]]]:
    """The stored results: system → writer → how many drawings there were, how many were read."""
    systems: dict[str, dict] = {}
    for row in tables.read_table(TABLE, FIELDS):
        systems.setdefault(row["system"], {})[row["writer"]] = row["drawings"], row["read"]
    return systems


def shares(of_writers: Mapping[str, tuple[int, int]]) -> ByWriter:
    """The share of all drawings that was read, with its interval, from each writer's counts."""
    right, writers = [], []
    for writer, (n, read) in of_writers.items():
        right += [True] * read + [False] * (n - read)
        writers += [writer] * n
    return by_writer(np.array(right), writers)


def gain(
    before: Mapping[str, tuple[int, int]], after: Mapping[str, tuple[int, int]]
) -> tuple[float, float, float]:
    """How much more one system reads than another of the same drawings, and the 95 % interval.

    The difference is taken writer by writer before writers are drawn: who is hard for the one is
    hard for the other, so that the difference is surer than either share.
    """
    differences, writers = [], []
    for writer, (n, read) in after.items():
        differences += [(read - before[writer][1]) / n] * n
        writers += [writer] * n
    return float(np.mean(differences)), *bootstrap(np.array(differences), writers)


@styled()
def gap_chart(systems: Mapping[str, Mapping[str, tuple[int, int]]]) -> Picture:
    """The share of real pen drawings that each system reads, with its interval by writer."""
    figure, axes = chart(0.5 * len(systems) + 1.1)
    for y, of_writers in enumerate(systems.values()):
        found = shares(of_writers)
        reach = [[found.share - found.low], [found.high - found.share]]
        axes.barh(y, found.share, height=0.6, color=style.BLUE, alpha=0.85)
        axes.errorbar(found.share, y, xerr=reach, color=style.INK, capsize=4, linewidth=1.5)
        axes.text(found.high + 0.012, y, f"{found.share:.1%}", va="center")
    axes.set_yticks(range(len(systems)), list(systems), fontsize=10)
    axes.set(ylim=(len(systems) - 0.4, -0.6), xlim=(0.5, 1.06))
    axes.xaxis.set_major_formatter(PercentFormatter(1))
    axes.grid(False, axis="y")
    return Picture(
        figure,
        "Bars of the share of real pen drawings that each system reads, with whiskers for the "
        f"interval by writer: {'; '.join(systems)}.",
    )
