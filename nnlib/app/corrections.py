"""Drawings with the digit that was meant, on disk: one JSON object a line.

    {"label": 4, "strokes": [[[x, y], …], …], "time": "2025-01-31T12:00:00+00:00",
     "reading": {"answer": 9, …}}

What the pad said at the time is in "reading" (see `nnlib.app.replay.circumstances`); whoever reads
the drawings again may leave it aside.

The file stays on this machine. Several pads may write it at once.
"""

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from ..files import DATA_FOLDER, locked
from ..images.drawings import MAX_BYTES, MAX_STROKES, parse_line
from ..images.strokes import DrawingError

NAME = "corrections.jsonl"


def corrections_path(name: str = NAME, folder: str | Path = DATA_FOLDER) -> Path:
    """Where a file of corrections lies; a name that leads out of its folder is a DrawingError."""
    folder = Path(folder).resolve()
    path = (folder / name).resolve()  # through symbolic links, too
    if path.parent != folder:
        raise DrawingError(f"name: got {str(name)!r}, want the plain name of a file in {folder}.")
    return path


def append_correction(
    path: Path, label: int, strokes: Sequence[Sequence], reading: Mapping | None = None
) -> bytes:
    """Add a drawing to the end of a file, which need not exist yet; returns its line.

    The line is written whole or not at all, under a lock, so that two writers never mix theirs. A
    last line that a crash cut short is set aside first, in a file beside this one. What could not
    be read back (a label that is not a digit from 0 to 9, strokes that are not strokes, a line
    that the file has no room for) is a DrawingError.
    """
    entry = {
        "label": label,
        "strokes": [np.asarray(stroke, np.float64).tolist() for stroke in strokes],
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    if reading is not None:
        entry["reading"] = dict(reading)
    line = json.dumps(entry, separators=(",", ":")).encode("ascii") + b"\n"
    parse_line(line, "correction")
    path.parent.mkdir(parents=True, exist_ok=True)
    with _held(path) as file:
        size = file.seek(0, os.SEEK_END) + len(line)
        file.seek(0)
        # each stroke of a line that this function wrote begins with two brackets
        if size > MAX_BYTES or ((content := file.read()) + line).count(b"[[") > MAX_STROKES:
            raise DrawingError(f"{path}: is full. Move it elsewhere, and a new one is begun.")
        if last := content[content.rfind(b"\n") + 1 :]:
            try:
                parse_line(last, "line")  # whole: some editors end no line
                _write(file, b"\n", len(content))
            except DrawingError:
                with path.with_name(f"{path.name}.torn").open("ab") as aside:
                    aside.write(last + b"\n")
                file.truncate(len(content) - len(last))
        _write(file, line, file.seek(0, os.SEEK_END))
    return line


def _write(file, content: bytes, end: int) -> None:
    """Add to a file that ends there: all of it or, if the disk is full, nothing."""
    try:
        while content:
            content = content[file.write(content) :]
    except BaseException:
        file.truncate(end)
        raise


def remove_correction(path: Path, line: bytes) -> None:
    """Take the last line like this out of a file; what others have added since stays.

    A file that holds nothing any more is deleted.
    """
    with _held(path) as file:
        file.seek(0)
        before, found, after = file.read().rpartition(line)
        if found:
            file.seek(len(before))
            file.truncate()
            _write(file, after, len(before))
        if not before + after:
            with suppress(PermissionError):  # Windows deletes no file that is open
                path.unlink()


@contextmanager
def _held(path: Path):
    """The file, to read and to add to, under its lock; it is made if it is not there."""
    while True:
        with path.open("a+b", buffering=0) as file, locked(file):
            # whoever held it before may have deleted it
            if path.exists() and os.path.samestat(os.fstat(file.fileno()), path.stat()):
                yield file
                return
