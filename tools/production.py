"""Measure how many real drawings each pipeline lets a network read: notebooks/production.csv.

    python tools/production.py --drawings FILE [WEIGHTS ...]

sends every drawing of a UNIPEN file through each pipeline, which takes ten minutes for 7,494.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from nnlib import load_network, read_unipen
from nnlib.app.pipelines import WITH_PHOTO, accuracy, tensors
from nnlib.course.ch4.recorded import FIELDS, TABLE, on_pad
from nnlib.course.tables import write_table
from nnlib.images.strokes import PEN

THICK_PEN = 30


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure weights behind every pipeline, with two pens, and write the table."""
    parser = argparse.ArgumentParser(prog="python tools/production.py", description=__doc__)
    parser.add_argument("--drawings", required=True, help="UNIPEN text, plain or .gz")
    parser.add_argument("--out", type=Path, default=TABLE, help="default: notebooks/production.csv")
    parser.add_argument("weights", nargs="*", default=["weights/mlp.npz"])
    options = parser.parse_args(arguments)

    networks = {Path(path).stem: load_network(path) for path in options.weights}
    labels, drawings = on_pad(read_unipen(options.drawings))
    rows = []
    for pen in (PEN, THICK_PEN):
        for pipeline in WITH_PHOTO:
            images = tensors(drawings, pipeline, pen)
            for name, network in networks.items():
                right = accuracy(network, images, labels)
                rows.append((name, pipeline, f"{pen:g}", len(labels), f"{right:.4f}"))
                print(*rows[-1], sep="  ", flush=True)
    rows.sort(key=lambda row: list(networks).index(row[0]))
    write_table(options.out, FIELDS, rows)


if __name__ == "__main__":
    sys.exit(main())
