"""Make the four files of real drawings in data/ from UNIPEN's: whole writers to train or to choose.

    python tools/hands.py DIGITS STRANGERS

DIGITS and STRANGERS are JSON lines (.gz) with "writer", "label" and "strokes" a line, made from
UNIPEN's train_r01_v07 (see data/README.md). Coordinates are brought to whole numbers, the longer
side of a drawing to 250, and points that change the line by less than 0.8 of these are left out.
"""

import argparse
import gzip
import hashlib
import json
from pathlib import Path

import numpy as np

from nnlib.files import DATA_FOLDER

SIDE, TOLERANCE = 250, 0.8
DEV_SHARE = 0.2  # of the writers
SALT = "hands 542"  # of 900, by counts alone: about a fifth of every institution, in both sets


def is_dev(writer: str) -> bool:
    """Whether a writer's drawings are kept to choose with; the same on every machine."""
    digest = hashlib.sha256(f"{SALT}/{writer}".encode()).digest()
    return digest[0] < 256 * DEV_SHARE


def simplified(points: np.ndarray) -> np.ndarray:
    """The points without those that lie on the line between their neighbours.

    Ramer (1972), Douglas and Peucker (1973): of each part the point farthest from the chord is
    kept, if it is farther away than the tolerance.
    """
    kept = {0, len(points) - 1}
    parts = [(0, len(points) - 1)]
    while parts:
        first, last = parts.pop()
        if last - first < 2:
            continue
        chord = points[last] - points[first]
        away = points[first + 1 : last] - points[first]
        length = np.hypot(*chord)
        across = np.abs(away @ (chord[1], -chord[0])) / length if length else np.hypot(*away.T)
        if across.max() > TOLERANCE:
            farthest = first + 1 + int(across.argmax())
            kept.add(farthest)
            parts += [(first, farthest), (farthest, last)]
    return points[sorted(kept)]


def compact(entry: dict) -> dict:
    """One drawing with fewer and smaller numbers."""
    strokes = [np.array(stroke, float) for stroke in entry["strokes"]]
    points = np.concatenate(strokes)
    scale = SIDE / max(np.ptp(points, axis=0).max(), 1)
    strokes = [simplified(np.rint((s - points.min(axis=0)) * scale)) for s in strokes]
    return {
        "writer": entry["writer"],
        "label": entry["label"],
        "strokes": [stroke.astype(int).tolist() for stroke in strokes],
    }


def main() -> None:
    """Write the files, and print how many drawings each holds and its checksum."""
    parser = argparse.ArgumentParser(prog="python tools/hands.py", description=__doc__)
    parser.add_argument("digits", type=Path)
    parser.add_argument("strangers", type=Path)
    options = parser.parse_args()
    for name, path in (("digits", options.digits), ("letters", options.strangers)):
        entries = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
        for part in ("train", "dev"):
            some = [compact(e) for e in entries if is_dev(e["writer"]) == (part == "dev")]
            text = "".join(json.dumps(e, separators=(",", ":")) + "\n" for e in some).encode()
            file = DATA_FOLDER / f"{name}-{part}.jsonl.gz"
            file.write_bytes(gzip.compress(text, 9, mtime=0))
            writers = len({e["writer"] for e in some})
            print(f"{hashlib.sha256(text).hexdigest()}  {file.stem}", len(some), writers)


if __name__ == "__main__":
    main()
