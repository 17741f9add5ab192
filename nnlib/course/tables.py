"""Small tables of results on disk: what a long run measured once, for the chapters to read."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path


def write_table(path: Path, fields: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Write a CSV file, the same bytes on every system.

    Parameters
    ----------
    path : Path
        An existing file is replaced.
    fields : sequence of str
        The first line.
    rows : iterable of sequences
        A value for each field.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(fields)
        writer.writerows(rows)
