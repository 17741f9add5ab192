"""Measure how many real drawings each pipeline lets a network read: notebooks/production.csv.

    python tools/production.py --drawings FILE [WEIGHTS ...]

sends every drawing of a UNIPEN file through each pipeline, which takes ten minutes for 7,494.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from nnlib import load_network, read_unipen
from nnlib.app.pipelines import WITH_PHOTO, picture, tensors
from nnlib.course.ch4.recorded import FIELDS, TABLE, on_pad
from nnlib.course.ch4.repairs import enlarged, moved
from nnlib.course.tables import write_table
from nnlib.images.strokes import PEN
from nnlib.intervals import bootstrap

THICK_PEN = 30
APART = {"place alone": moved, "size alone": enlarged}


def through(drawings: Sequence, pen: float) -> Iterator[tuple[str, np.ndarray]]:
    """Each pipeline's tensors; with the pad's own pen, place and size repaired apart, too."""
    for pipeline in WITH_PHOTO:
        yield pipeline, tensors(drawings, pipeline, pen)
    if pen == PEN:
        for name, repair in APART.items():
            yield name, np.stack([repair(picture(strokes)) for strokes in drawings])


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure weights behind every pipeline, with two pens, and write the table."""
    parser = argparse.ArgumentParser(prog="python tools/production.py", description=__doc__)
    parser.add_argument("--drawings", required=True, help="UNIPEN text, plain or .gz")
    parser.add_argument("--out", type=Path, default=TABLE, help="default: notebooks/production.csv")
    parser.add_argument("weights", nargs="*", default=["weights/mlp.npz"])
    options = parser.parse_args(arguments)

    pen_drawings = read_unipen(options.drawings)
    writers = [drawing.writer for drawing in pen_drawings]
    networks = {Path(path).stem: load_network(path) for path in options.weights}
    labels, drawings = on_pad(pen_drawings)
    rows = []
    for pen in (PEN, THICK_PEN):
        for pipeline, images in through(drawings, pen):
            for name, network in networks.items():
                right = network.predict(images).argmax(axis=1) == labels
                shares = (right.mean(), *bootstrap(right, writers))
                shares = (f"{share:.4f}" for share in shares)
                rows.append((name, pipeline, f"{pen:g}", len(labels), *shares))
                print(*rows[-1], sep="  ", flush=True)
    rows.sort(key=lambda row: list(networks).index(row[0]))
    write_table(options.out, FIELDS, rows)


if __name__ == "__main__":
    sys.exit(main())
