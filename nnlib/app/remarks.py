"""What the pad says to whoever draws: what the drawing looks like, and which repair would help."""

from collections.abc import Callable, Sequence

import numpy as np

from ..images.advice import Finding
from ..images.strokes import CANVAS
from .pipelines import PIPELINES
from .words import to_say

# Of 1,965 real digits in data/digits-dev.jsonl.gz the longest line is 4.7 times as long as the
# digit, the widest digit 1.6 times as wide as high, and one in 1,965 has two tall parts that stand
# apart (of pairs of such digits: 95 in 100).
DOT = CANVAS / 28  # a drawing no larger is a dot
FLAT = 3.0  # times as wide as high
SCRIBBLED = 5.0  # times its longer side: how long its line is
TALL = 0.7  # of the height: a part as tall is a digit of its own
FULL = to_say("The sheet is full: it takes {} points. Undo or Clear to go on.")
CREDULOUS = to_say("This network takes anything for a digit.")  # it was never shown anything else
# finding → what to say if there is too little and too much of it, and the pipeline that repairs it
REPAIRS = {
    "size": (to_say("It is small"), to_say("It is large"), "+ box"),
    "stray_ink": ("", to_say("It reaches into the corners"), "+ box"),
    "centre_offset": ("", to_say("It is off the middle"), "+ centre of mass"),
    "contrast": (to_say("Its ink is faint"), "", "+ thickness"),
    "thickness": (to_say("Its strokes are thin"), to_say("Its strokes are thick"), "+ thickness"),
    "density": (to_say("It has little ink"), to_say("It has much ink"), "+ thickness"),
}


def on_shape(strokes: Sequence[Sequence]) -> str:
    """A sentence about a drawing that is not one digit by its shape alone; "" for all others."""
    strokes = [np.asarray(stroke, np.float64) for stroke in strokes]
    width, height = np.ptp(np.concatenate(strokes), axis=0)
    if max(width, height) <= DOT:
        return to_say("This is only a dot: draw a digit as large as you like.")
    if width > FLAT * height:
        return to_say("This is a flat line: a 1 stands upright.")
    if _tall_parts(strokes, TALL * height) > 1:
        return to_say("This looks like two digits: I read one at a time.")
    return ""


def on_unknown(strokes: Sequence[Sequence], repair: str = "") -> str:
    """A sentence about a drawing that the network does not know; "" if the repair says enough."""
    points = np.concatenate([np.asarray(stroke, np.float64) for stroke in strokes])
    length = sum(np.hypot(*np.diff(np.asarray(stroke), axis=0).T).sum() for stroke in strokes)
    if length > SCRIBBLED * np.ptp(points, axis=0).max():
        return to_say("This looks like a scribble, not a digit I know.")
    # a good 7, small and in the corner, is no stranger: the network minds its size
    return "" if repair else to_say("This is not a digit I know.")


def on_repair(findings: Sequence[Finding], pipeline: str, say: Callable = str) -> str:
    """What the network minds, and which button repairs it; "" if none further on does."""
    order = list(PIPELINES)
    for finding in findings:
        little, much, repair = REPAIRS.get(finding.name, ("", "", pipeline))
        said = much if finding.value > finding.high else little
        if said and order.index(repair) > order.index(pipeline):
            return say("{} for this network: press “{}”.").format(say(said), say(repair))
    return ""


def on_drawing(
    strokes: Sequence, findings: Sequence[Finding], pipeline: str, known: bool | None, say: Callable
) -> tuple[str, bool]:
    """Say what one should know about the answer, "" if all is well; and whether to doubt it."""
    shape, repair = say(on_shape(strokes)), on_repair(findings, pipeline, say)
    if known is None:  # nobody can say: the network takes anything for a digit
        return f"{shape} {repair or say(CREDULOUS)}".strip(), False
    if shape:
        return shape, True
    unknown = "" if known else say(on_unknown(strokes, repair))
    return f"{unknown} {repair}".strip(), not known


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
