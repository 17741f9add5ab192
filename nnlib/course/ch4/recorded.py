"""Real drawings: those that a reader has, and the accuracies that were recorded on them."""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ...files import ROOT
from ...images.drawings import read_unipen
from ...images.strokes import CANVAS
from .. import tables

TABLE = ROOT / "notebooks" / "production.csv"  # `tools/production.py` writes it
FIELDS = {
    "weights": str,
    "pipeline": str,
    "pen": float,
    "drawings": int,
    "accuracy": float,
    "low": float,  # the ends of its interval, by writer
    "high": float,
}
TABLET = 500.0  # units of the UCI drawings' box
# A reader who has the real drawings names them here, or puts them there.
VARIABLE = "NNLIB_DRAWINGS"
REAL_DRAWINGS = (ROOT / "data" / "pendigits-orig.tra.gz", ROOT / "data" / "pendigits-orig.tra")


def real_drawings() -> tuple[np.ndarray, list[list[np.ndarray]]] | None:
    """The UCI pen digits on a pad of 280 pixels, if this machine has them.

    Returns
    -------
    (labels, drawings), or None
        From the file that the environment variable ``NNLIB_DRAWINGS`` names, or else from
        ``data/pendigits-orig.tra``, gzip-packed or not.
    """
    paths = [Path(os.environ[VARIABLE])] if VARIABLE in os.environ else REAL_DRAWINGS
    for path in paths:
        if path.is_file():
            return on_pad(read_unipen(path))
    return None


def on_pad(
    drawings: Sequence[tuple[int, Sequence[np.ndarray]]],
) -> tuple[np.ndarray, list[list[np.ndarray]]]:
    """The tablet's box of 500 × 500, y up, becomes the pad: as `handwriting.drawings` gives it."""
    labels = np.array([label for label, _ in drawings])
    scale = CANVAS / TABLET
    return labels, [[stroke * scale + (0, CANVAS) for stroke in strokes] for _, strokes in drawings]


def read_table(weights: str = "mlp") -> dict[tuple[str, float], tuple[float, float, float]]:
    """The recorded accuracies on real drawings: (pipeline, pen) → accuracy and its interval."""
    return {
        (row["pipeline"], row["pen"]): (row["accuracy"], row["low"], row["high"])
        for row in tables.read_table(TABLE, FIELDS)
        if row["weights"] == weights
    }
