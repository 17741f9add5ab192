"""Drawings with the digit that was meant, on disk: one JSON object a line.

    {"label": 4, "strokes": [[[x, y], …], …], "time": "2025-01-31T12:00:00+00:00"}

The file stays on this machine. Several pads may write it at once.
"""

import json
import os
from collections.abc import Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from ..arguments import as_path
from ..data import DATA_FOLDER
from ..images.strokes import DrawingError, read_content, read_unipen

NAME = "corrections.jsonl"
Drawing = tuple[int, list[np.ndarray]]  # the digit that was meant, and its strokes


def corrections_path(name: str = NAME, folder: str | Path = DATA_FOLDER) -> Path:
    """Where a file of corrections lies: in its folder, and nowhere else.

    Raises
    ------
    DrawingError
        If the name leads out of the folder.
    """
    folder = Path(folder).resolve()
    path = (folder / name).resolve()  # through symbolic links, too
    if path.parent != folder:
        raise DrawingError(f"name: got {str(name)!r}, want the plain name of a file in {folder}.")
    return path


def append_correction(path: Path, label: int, strokes: Sequence[Sequence]) -> None:
    """Add a drawing to the end of a file, which need not exist yet.

    The line is written whole, under a lock, so that two writers never mix theirs; a line that a
    crash cut short is closed first.

    Parameters
    ----------
    path : Path
        See `corrections_path`.
    label : int
        The digit that was meant, 0 to 9.
    strokes : sequence of array-like, each of shape (n, 2)
        Canvas pixels, y down.

    Raises
    ------
    DrawingError
        If the label or the strokes are not such.
    OSError
        If the file cannot be written.
    """
    entry = {
        "label": label,
        "strokes": [np.asarray(stroke, np.float64).tolist() for stroke in strokes],
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    _drawing(entry, "correction")
    line = json.dumps(entry, separators=(",", ":")).encode("ascii") + b"\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file, _locked(file):
        if file.seek(0, os.SEEK_END):
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                line = b"\n" + line
        file.write(line)
        file.flush()


def read_corrections(path: str | Path) -> list[Drawing]:
    """Read a file of corrections, plain or gzip-packed.

    Returns
    -------
    list of (label, strokes)
        As `nnlib.images.strokes.read_unipen` gives them.

    Raises
    ------
    DrawingError
        If a line is not a drawing; the message names it.
    """
    try:
        lines = read_content(as_path("path", path)).decode("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise DrawingError(f"{path}: not JSON lines ({error}).") from None
    drawings = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            where = f"{path}, line {number}"
            try:
                entry = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise DrawingError(f"{where}: not JSON ({error}). Delete that line.") from None
            drawings.append(_drawing(entry, where))
    if not drawings:
        raise DrawingError(f"{path}: holds no drawing.")
    return drawings


def read_drawings(path: str | Path) -> list[Drawing]:
    """Read labelled drawings: corrections (JSON lines) or UNIPEN text, plain or gzip-packed."""
    is_json = read_content(as_path("path", path)).lstrip()[:1] == b"{"
    return read_corrections(path) if is_json else read_unipen(path)


def _drawing(entry, where: str) -> Drawing:
    """Check one entry; a drawing is worth keeping only if it can be read back."""
    label = entry.get("label") if isinstance(entry, dict) else None
    if type(label) is not int or not 0 <= label <= 9:
        raise DrawingError(f'{where}: got label {label!r}, want "label": a digit from 0 to 9.')
    try:
        strokes = [np.array(stroke) for stroke in entry["strokes"]]
        good = all(stroke.dtype.kind in "iuf" for stroke in strokes)  # no text, no truth values
        strokes = [stroke.astype(np.float64) for stroke in strokes] if good else []
        good = all(stroke.ndim == 2 and stroke.shape[1] == 2 for stroke in strokes)
        good = good and bool(strokes) and all(np.isfinite(stroke).all() for stroke in strokes)
    except (KeyError, TypeError, ValueError):
        good = False
    if not good:
        raise DrawingError(f'{where}: want "strokes": a list of strokes [[x, y], …], numbers all.')
    return label, strokes


@contextmanager
def _locked(file):
    """Hold the file alone until done; others wait. The lock ends with its process."""
    if os.name == "nt":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)  # its first byte stands for all of it
        try:
            yield
        finally:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)
