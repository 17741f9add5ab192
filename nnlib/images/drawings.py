"""Labelled drawings on disk: UNIPEN text, or one JSON object a line, plain or gzip-packed."""

import io
import json
import re
import warnings
from array import array
from pathlib import Path

import numpy as np

from ..arguments import as_path
from ..files import read_bounded
from .strokes import DrawingError

MAX_BYTES = 10_000_000  # of a file of drawings, unpacked; the pen digits are 4 MB
MAX_LINES, MAX_STROKES = 500_000, 60_000  # of a file; several times what the pen digits have
MAX_LINE = 1_000_000  # bytes; the pad's longest drawing of 20,000 points takes no more
BOM = b"\xef\xbb\xbf"  # some editors put it before UTF-8
# What the pen digits say below each .SEGMENT: the label, the writer, and a number.
WHO = re.compile(r"\.COMMENT\s+[0-9]\s+(\w+)\s+[0-9]+")


class Drawing(tuple):
    """A labelled drawing: the pair (label, strokes), which also knows its writer.

    Examples
    --------
    >>> drawing = Drawing((1, [np.array([(50, 10), (50, 90)])]))
    >>> label, strokes = drawing
    >>> label, len(strokes), drawing.writer
    (1, 1, '')
    """

    writer: str = ""  # who drew it, if that is known


def read_unipen(path: str | Path) -> list[Drawing]:
    r"""Read labelled digits from a UNIPEN text file, plain or gzip-packed.

    Only what the UCI pen-digits set uses is understood: ``.SEGMENT DIGIT … "4"`` begins a
    drawing, ``.COMMENT  4  12  224`` names its writer, 12, between label and number,
    ``.PEN_DOWN`` and ``.PEN_UP`` enclose a stroke, and a line of two integers is a point with y
    up. Every other line that begins with a dot is passed over.

    Parameters
    ----------
    path : path

    Returns
    -------
    list of (label, strokes)
        The points have y down, as on a canvas. Each also has its `writer`, a str; see `Drawing`.

    Raises
    ------
    DrawingError
        If the file is something else, or too long; the message names the line.
    ValueError
        If `path` is not a path.
    OSError
        If the file is missing or may not be read.

    Examples
    --------
    >>> import tempfile
    >>> lines = ['.SEGMENT DIGIT 0 ? "1"', ".PEN_DOWN", "20 90", "20 10", ".PEN_UP"]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "one.txt")
    ...     _ = path.write_text("\n".join(lines))
    ...     [(label, strokes)] = read_unipen(path)
    >>> label, strokes[0].tolist()
    (1, [[20.0, -90.0], [20.0, -10.0]])
    """
    path = as_path("path", path)
    try:
        text = _content(path).decode("ascii")
    except UnicodeDecodeError as error:
        raise DrawingError(f"{path}: not UNIPEN text, plain or .gz ({error}).") from None
    drawings, points = [], None  # points: those of the stroke under way, if the pen is down

    def lift():
        if points:
            drawings[-1][1].append(np.array(points).reshape(-1, 2))

    for number, line in enumerate(io.StringIO(text, newline=None), 1):
        line = line.strip()
        where = f"{path}, line {number}"
        if line.startswith(".SEGMENT DIGIT"):
            lift()
            points = None
            label = re.search(r'"([0-9])"$', line)
            if label is None:
                raise DrawingError(f'{where}: got {line[:40]!r}, want a label such as "4".')
            if drawings and not drawings[-1][1]:
                raise DrawingError(f"{where}: the drawing before it holds no point.")
            drawings.append(Drawing((int(label[1]), [])))
        elif drawings and (who := WHO.fullmatch(line)):
            drawings[-1].writer = who[1]
        elif line.startswith(".PEN_DOWN"):
            if not drawings:
                raise DrawingError(f"{where}: a stroke before any .SEGMENT DIGIT.")
            lift()
            points = array("d")
        elif line.startswith(".PEN_UP"):
            lift()
            points = None
        elif line and not line.startswith("."):
            point = re.fullmatch(r"(-?[0-9]{1,9})\s+(-?[0-9]{1,9})", line)
            if points is None or point is None:
                raise DrawingError(
                    f"{where}: got {line[:40]!r}, want two integers between .PEN_DOWN and .PEN_UP."
                )
            points.extend((int(point[1]), -int(point[2])))
    lift()
    if not drawings:
        raise DrawingError(f"{path}: holds no .SEGMENT DIGIT; it is not a UNIPEN file of digits.")
    if not drawings[-1][1]:
        raise DrawingError(f"{path}: its last drawing holds no point; the file is cut off.")
    return drawings


def read_json_lines(path: str | Path) -> list[Drawing]:
    """Read labelled drawings from JSON lines, plain or gzip-packed: what the pad keeps.

    A line may name its ``"writer"``. A DrawingError names the line that is not a drawing; only a
    last one without its end, which a crash or a full disk cut short, is left out with a warning.
    """
    lines = _content(as_path("path", path)).splitlines(keepends=True)
    drawings, strokes = [], 0
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                drawings.append(parse_line(line, f"{path}, line {number}"))
            except DrawingError as error:
                if number < len(lines) or line.endswith(b"\n"):
                    raise
                warnings.warn(f"{error} It was cut short, and is left out.", stacklevel=2)
            strokes += len(drawings[-1][1]) if drawings else 0
            if strokes > MAX_STROKES:
                raise DrawingError(f"{path}: holds more than {MAX_STROKES:,} strokes.")
    if not drawings:
        raise DrawingError(f"{path}: holds no drawing.")
    return drawings


def parse_line(line: bytes, where: str) -> Drawing:
    """The drawing on one of the JSON lines; a DrawingError begins with `where` that line is."""
    if len(line) > MAX_LINE:
        raise DrawingError(f"{where}: longer than {MAX_LINE:,} bytes. Delete that line.")
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DrawingError(f"{where}: not JSON ({error}). Delete that line.") from None
    return as_drawing(entry, where)


def read_drawings(path: str | Path) -> list[Drawing]:
    """Read labelled drawings: JSON lines or UNIPEN text, plain or gzip-packed."""
    is_json = _content(as_path("path", path)).lstrip()[:1] == b"{"
    return read_json_lines(path) if is_json else read_unipen(path)


def as_drawing(entry, where: str) -> Drawing:
    """Check one entry; a drawing is worth keeping only if it can be read back."""
    label = entry.get("label") if isinstance(entry, dict) else None
    if type(label) is not int or not 0 <= label <= 9:
        raise DrawingError(f'{where}: got label {label!r}, want "label": a digit from 0 to 9.')
    try:
        good = len(entry["strokes"]) <= MAX_STROKES
        strokes = [np.array(stroke) for stroke in entry["strokes"]] if good else []
        good = all(stroke.dtype.kind in "iuf" for stroke in strokes)  # no text, no truth values
        strokes = [stroke.astype(np.float64) for stroke in strokes] if good else []
        good = all(stroke.ndim == 2 and stroke.shape[1] == 2 for stroke in strokes)
        good = good and bool(strokes) and all(np.isfinite(stroke).all() for stroke in strokes)
    except (KeyError, TypeError, ValueError):
        good = False
    if not good:
        raise DrawingError(f'{where}: want "strokes": a list of strokes [[x, y], …], numbers all.')
    writer = entry.get("writer", "")
    if not isinstance(writer, str) or not writer.isprintable():
        raise DrawingError(f'{where}: got writer {writer!r}, want "writer": a name, or none.')
    drawing = Drawing((label, strokes))
    drawing.writer = writer
    return drawing


def _content(path: Path) -> bytes:
    """The whole file, unpacked; not more than `MAX_BYTES`."""
    content = read_bounded(path, MAX_BYTES, lambda what: DrawingError(f"{path}: {what}."))
    if content.count(b"\n") + content.count(b"\r") > MAX_LINES:
        raise DrawingError(f"{path}: holds more than {MAX_LINES:,} lines.")
    return content.removeprefix(BOM)
