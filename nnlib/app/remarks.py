"""What the pad says to whoever draws: what the drawing looks like, and which repair would help."""

from collections.abc import Sequence

import numpy as np

from ..images.advice import Finding
from ..images.strokes import CANVAS
from .pipelines import PIPELINES

# Of 1,965 real digits in data/digits-dev.jsonl.gz the longest line is 4.7 times as long as the
# digit, the widest digit 1.6 times as wide as high, and one in 1,965 has two tall parts that stand
# apart (of pairs of such digits: 95 in 100).
DOT = CANVAS / 28  # a drawing no larger is a dot
FLAT = 3.0  # times as wide as high
SCRIBBLED = 5.0  # times its longer side: how long its line is
TALL = 0.7  # of the height: a part as tall is a digit of its own
CREDULOUS = "This network takes anything for a digit."  # it was never shown anything else
# finding → what to say if there is too little and too much of it, and the pipeline that repairs it
REPAIRS = {
    "size": ("It is small", "It is large", "+ box"),
    "stray_ink": ("", "It reaches into the corners", "+ box"),
    "centre_offset": ("", "It is off the middle", "+ centre of mass"),
    "contrast": ("Its ink is faint", "", "+ thickness"),
    "thickness": ("Its strokes are thin", "Its strokes are thick", "+ thickness"),
    "density": ("It has little ink", "It has much ink", "+ thickness"),
}


def on_shape(strokes: Sequence[Sequence]) -> str:
    """A sentence about a drawing that is not one digit by its shape alone; "" for all others."""
    strokes = [np.asarray(stroke, np.float64) for stroke in strokes]
    width, height = np.ptp(np.concatenate(strokes), axis=0)
    if max(width, height) <= DOT:
        return "This is only a dot: draw a digit as large as you like."
    if width > FLAT * height:
        return "This is a flat line: a 1 stands upright."
    if _tall_parts(strokes, TALL * height) > 1:
        return "This looks like two digits: I read one at a time."
    return ""


def on_unknown(strokes: Sequence[Sequence], repair: str = "") -> str:
    """A sentence about a drawing that the network does not know; "" if the repair says enough."""
    points = np.concatenate([np.asarray(stroke, np.float64) for stroke in strokes])
    length = sum(np.hypot(*np.diff(np.asarray(stroke), axis=0).T).sum() for stroke in strokes)
    if length > SCRIBBLED * np.ptp(points, axis=0).max():
        return "This looks like a scribble, not a digit I know."
    # a good 7, small and in the corner, is no stranger: the network minds its size
    return "" if repair else "This is not a digit I know."


def on_repair(findings: Sequence[Finding], pipeline: str) -> str:
    """What the network minds, and which button repairs it; "" if none further on does."""
    order = list(PIPELINES)
    for finding in findings:
        little, much, repair = REPAIRS.get(finding.name, ("", "", pipeline))
        said = much if finding.value > finding.high else little
        if said and order.index(repair) > order.index(pipeline):
            return f"{said} for this network: press “{repair}”."
    return ""


def _tall_parts(strokes: list[np.ndarray], tall: float) -> int:
    """How many tall parts of a drawing stand side by side with a gap between them."""
    parts: list[list[float]] = []  # left, right, top, bottom
    for left, top, right, bottom in sorted((*s.min(axis=0), *s.max(axis=0)) for s in strokes):
        if parts and left <= parts[-1][1]:
            last = parts[-1]
            last[1:] = max(last[1], right), min(last[2], top), max(last[3], bottom)
        else:
            parts.append([left, right, top, bottom])
    return sum(bottom - top >= tall for _, _, top, bottom in parts)
