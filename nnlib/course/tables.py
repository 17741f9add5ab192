"""Small tables of results on disk: measured once in a long run, for the chapters to read."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from ..files import write_atomically


def write_table(path: Path, fields: Iterable[str], rows: Iterable[Sequence]) -> None:
    """Write a CSV file, the same bytes on every system; an existing one is replaced as a whole."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(fields)
    writer.writerows(rows)
    write_atomically(path, text.getvalue().encode("utf-8"))


def read_table(path: Path, types: Mapping[str, Callable[[str], object]]) -> list[dict]:
    """Read a CSV file: one dict a row, each of the named fields made into its type."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {field: make(row[field]) for field, make in types.items()}
            for row in csv.DictReader(file)
        ]
