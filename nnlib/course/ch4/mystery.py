"""Three batches of tensors without labels, each with a fault: for the reader to find."""

from functools import cache

import numpy as np

from ...app import pipelines
from ...images import handwriting

N = 60  # tensors in each batch
WIDE = 46  # canvas pixels of a pen that is too thick
FAULTS = ("faint ink", "mirrored", "new styles", "off the centre", "thick pen")
STYLES = ((1, "long flag"), (4, "zigzag"), (7, "wave and crossed"), (9, "curled tail"))
ANSWERS = {"A": "mirrored", "B": "new styles", "C": "thick pen"}


@cache
def mystery_batches() -> dict[str, np.ndarray]:
    """The batches A, B and C, float32 (60, 28, 28) each; the fault of each is one of `FAULTS`."""
    rng = np.random.default_rng(46)
    _, plain = handwriting.drawings(N, rng)
    styled = [handwriting.draw_digit(digit, rng, style) for digit, style in STYLES * (N // 4)]
    mirrored = [[stroke * (-1, 1) for stroke in strokes] for strokes in plain]
    return {
        "A": pipelines.tensors(mirrored, "+ thickness"),
        "B": pipelines.tensors(styled, "+ thickness"),
        "C": pipelines.tensors(plain, "+ centre of mass", WIDE),
    }
